import type { PortMapping, TaskDefinition as Revision } from "@aws-sdk/client-ecs";
import type { ContainerSettings } from "../settings/types";

/**
 * The ports of a container as ECS takes them. Their order means nothing to ECS, but to the provider another order is another
 * revision: what the running revision has comes first, in its order, then the others by name.
 */
export function portMappings({ name, ports }: ContainerSettings, running: Revision | undefined): PortMapping[] {
  const container = running?.containerDefinitions?.find((each) => each.name === name);
  const known = (container?.portMappings ?? []).map(
    ({ containerPort, protocol = "tcp" }) => `${containerPort}/${protocol}`,
  );
  const place = (port: number, protocol: string) => {
    const index = known.indexOf(`${port}/${protocol}`);
    return index === -1 ? known.length : index;
  };
  return ports
    .toSorted((a, b) => place(a.port, a.protocol) - place(b.port, b.protocol))
    .map(({ name: portName, port, protocol }) => ({
      // A port without a name of its own goes by its number.
      ...(portName !== String(port) && { name: portName }),
      containerPort: port,
      hostPort: port,
      protocol,
    }));
}
