import { randomUUID } from "node:crypto";
import type { TargetHealthDescription } from "../ecs/targets";
import { escapeXml, xmlReply, type Reply } from "./reply";

/** The answer of DescribeTargetHealth for the targets that ECS has registered. */
export function targetHealthReply(targets: TargetHealthDescription[]): Reply {
  const members = targets.map((target) => `<member>${description(target)}</member>`).join("");
  return xmlReply(
    `<DescribeTargetHealthResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/">` +
      `<DescribeTargetHealthResult><TargetHealthDescriptions>${members}</TargetHealthDescriptions>` +
      `</DescribeTargetHealthResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>` +
      `</DescribeTargetHealthResponse>`,
  );
}

const description = ({ id, port, availabilityZone, health }: TargetHealthDescription) =>
  element(
    "Target",
    element("Id", escapeXml(id)) + element("Port", port) + element("AvailabilityZone", escapeXml(availabilityZone)),
  ) +
  element("HealthCheckPort", port) +
  element(
    "TargetHealth",
    element("State", health.state) +
      (health.reason === undefined ? "" : element("Reason", escapeXml(health.reason))) +
      (health.description === undefined ? "" : element("Description", escapeXml(health.description))),
  );

const element = (name: string, content: string | number) => `<${name}>${content}</${name}>`;
