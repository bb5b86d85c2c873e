import type {
  ContainerDefinition,
  CreateServiceCommandInput,
  RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import type { Clients } from "../../../account/clients";
import type { LiveAccount } from "./liveAccount";

export type Revision = RegisterTaskDefinitionCommandInput;
export type Service = CreateServiceCommandInput;

export interface LiveNames {
  cluster: string;
  service: string;
  family: string;
}

/** A service that somebody has made by hand, as it differs from the runbook's. */
export interface LiveService {
  title: string;
  /** Names of service and family begin with it; without one they are the runbook's. */
  key?: string;
  /** Before anything is registered. */
  prepare?: (clients: Clients, account: LiveAccount) => Promise<unknown>;
  revision?: (revision: Revision, account: LiveAccount) => Revision | Promise<Revision>;
  service?: (service: Service, account: LiveAccount, clients: Clients) => Service | Promise<Service>;
  /** When the service runs. */
  afterwards?: (clients: Clients, made: LiveNames) => Promise<unknown>;
  /** What of AWS has to be the same before and after, beyond what every service has. */
  beside?: (clients: Clients, made: LiveNames) => Promise<unknown>;
  /** It is not taken over, for these reasons and no others. */
  refused?: RegExp[];
  /** Settings that come out, apart from the names; those of others are not looked at. */
  says?: Record<string, unknown>;
  /** What whoever adopts is told. */
  notes?: RegExp[];
  /** Names of overrides that come out, `child.argument`, beside those of every service here, which `-child.argument` takes away. */
  overrides?: string[];
}

/** Changes the runbook's container. */
export const main =
  (change: (container: ContainerDefinition, account: LiveAccount) => ContainerDefinition) =>
  (revision: Revision, account: LiveAccount): Revision => {
    const [container = {}, ...others] = revision.containerDefinitions ?? [];
    return { ...revision, containerDefinitions: [change(container, account), ...others] };
  };

export const withSidecars =
  (...sidecars: ContainerDefinition[]) =>
  (revision: Revision): Revision => ({
    ...revision,
    containerDefinitions: [...(revision.containerDefinitions ?? []), ...sidecars],
  });

export const without = <T extends object>(value: T, ...fields: (keyof T)[]): T =>
  Object.fromEntries(Object.entries(value).filter(([field]) => !(fields as string[]).includes(field))) as T;

export const noBalancer = (service: Service): Service => without(service, "loadBalancers");

export async function secondTargetGroup(
  clients: Clients,
  { targetGroupArn }: LiveAccount,
  Name: string,
): Promise<string> {
  const elb = await clients.elb();
  const { TargetGroups = [] } = await elb.describeTargetGroups({ TargetGroupArns: [targetGroupArn] });
  const [group] = TargetGroups;
  const made = await elb.createTargetGroup({
    Name,
    Protocol: "HTTP",
    Port: 8080,
    TargetType: "ip",
    VpcId: group?.VpcId,
  });
  const arn = made.TargetGroups?.[0]?.TargetGroupArn ?? "";
  const { LoadBalancers = [] } = await elb.describeLoadBalancers({});
  const { LoadBalancerArn } = LoadBalancers[0] ?? {};
  const { Listeners = [] } = await elb.describeListeners({ LoadBalancerArn });
  await elb.createListener({
    LoadBalancerArn,
    Protocol: "HTTP",
    Port: 8000 + Listeners.length,
    DefaultActions: [{ Type: "forward", TargetGroupArn: arn }],
  });
  return arn;
}

export const envoy: ContainerDefinition = { name: "envoy", image: "public.ecr.aws/envoy/envoy:v1.30", essential: true };
