/** What `pulumi stack export` prints of a stack that has these services, made by the program. */
export function stateWith(...services: { service: string; cluster: string }[]): object {
  const [component, child] = ["agenticmem:ecs:FargateService", "aws:ecs/service:Service"];
  const resources = services.flatMap(({ service, cluster }) => {
    const parent = `urn:pulumi:test::agenticmem::${component}::${service}`;
    const urn = `urn:pulumi:test::agenticmem::${component}$${child}::${service}-service`;
    const outputs = { name: service, cluster: `arn:aws:ecs:us-west-2:123456789012:cluster/${cluster}` };
    return [
      { urn: parent, type: component, custom: false },
      { urn, type: child, custom: true, parent, outputs },
    ];
  });
  return { version: 3, deployment: { resources } };
}
