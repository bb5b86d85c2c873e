import { deepEqual } from "node:assert/strict";
import type { ContainerDefinition } from "@aws-sdk/client-ecs";
import { portMappings } from "../../components/portMappings";
import { settingsOf } from "../unit/settingsOf";

const orderOf = (ports: Record<string, unknown>, running?: ContainerDefinition["portMappings"], name = "agenticmem") =>
  portMappings(
    settingsOf({ ports }).container,
    running && { containerDefinitions: [{ name, portMappings: running }] },
  ).map(({ name: portName, containerPort, protocol }) => `${portName}:${containerPort}/${protocol}`);

describe("the ports of a container", () => {
  const ports = { api: 8081, dns: "53/udp", frontend: 8080 };

  it("are in the order of their names where nothing runs, or another container", () => {
    const byName = ["api:8081/tcp", "dns:53/udp", "frontend:8080/tcp"];
    deepEqual(orderOf(ports), byName);
    deepEqual(orderOf(ports, [{ containerPort: 8080, protocol: "tcp" }], "other"), byName);
  });

  it("keep the order of those that run, whatever their names, and new ones follow", () => {
    const running = [{ containerPort: 8080, protocol: "tcp" as const }, { containerPort: 8081 }];
    deepEqual(orderOf(ports, running), ["frontend:8080/tcp", "api:8081/tcp", "dns:53/udp"]);
    deepEqual(orderOf(ports, [{ containerPort: 53, protocol: "tcp" }]), orderOf(ports));
  });

  it("have no name where that is their number", () => {
    deepEqual(orderOf({ "8081": 8081, "8082": 8080 }), ["undefined:8081/tcp", "8082:8080/tcp"]);
  });
});
