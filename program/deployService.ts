import * as pulumi from "@pulumi/pulumi";
import type { AwsConfig } from "../account/awsConfig";
import type { Clients } from "../account/clients";
import { remembering } from "../account/remembering";
import type { Made } from "../account/made";
import { askFor } from "../components/askedRevision";
import { FargateService } from "../components/fargateService";
import { notices, type Notices } from "../components/notices";
import { checkOwnership } from "../components/ownership";
import type { Checked, Gate } from "../rollout/gate";
import type { ServiceChange } from "../rollout/rollout";
import { Update } from "../rollout/update";
import { describePins } from "../settings/describePins";
import type { ServiceOfStack } from "../settings/readServices";
import type { Settings } from "../settings/types";
import { madeFor } from "./madeFor";
import type { OwnParts, OwnServices } from "./ownParts";
import { settled } from "./settled";
import { forEachService, inName } from "./together";
import { voiceOf } from "./voice";
import { withoutTraces } from "./withoutTraces";

/** What a service is deployed into. */
export interface Surroundings {
  aws: AwsConfig;
  clients: Clients;
  /** Settings of what the services stand on together. */
  app: Settings;
  /** What of that the stack has made itself. */
  made: Made;
  /** What the state has. */
  own: OwnServices;
}

/** A service that is all looked up and whose own it is clear what is. */
export interface PreparedService extends OwnParts {
  service: ServiceOfStack;
  /** To follow it with. */
  clients: Clients;
  /** With clients that remember what was looked up. */
  checked: Checked & Omit<ConstructorParameters<typeof FargateService>[1], "hooks">;
  /** What there is to say of it before it is checked. */
  notices: Notices;
}

/** Name of a service's component. */
export const componentName = ({ settings }: Pick<ServiceOfStack, "settings">): string => settings.container.name;

/** Finds out what each service asks for and what of it is there; throws an `AccountError` with all that is missing. */
export function prepareServices(services: ServiceOfStack[], around: Surroundings): Promise<PreparedService[]> {
  const lookedUpWith = remembering(around.clients);
  return forEachService(
    services.map((service) => ({ service })),
    ({ service }) => prepare(service, around, lookedUpWith),
  );
}

async function prepare(
  service: ServiceOfStack,
  { aws, clients, app, made, own }: Surroundings,
  lookedUpWith: Clients,
): Promise<PreparedService> {
  const asked = await askFor(service.settings, aws, lookedUpWith, madeFor(service.settings, app, made));
  const had = own.partsOf(componentName(service), service.settings);
  const ownership = checkOwnership(asked.settings, asked.existing, had.parts);
  return {
    ...had,
    service,
    clients,
    checked: { ...asked, ...ownership, clients: lookedUpWith, service },
    notices: withPins(service.settings, notices(asked.settings, asked.existing, aws, had.parts)),
  };
}

const withPins = (settings: Settings, { infos, warnings }: Notices): Notices => ({
  infos,
  warnings: [...describePins(settings), ...warnings],
});

/** A service that the engine has been told of. */
export interface DeployedService {
  service: ServiceOfStack;
  component: FargateService;
  /** Once all is done: throws a `RolloutError` unless what runs is what the stack expects. */
  confirm(): Promise<void>;
}

/** Makes the service's component, with what is done around its changes. */
export function deployService(
  { service, clients, checked, formerName }: PreparedService,
  gate: Gate,
  dependsOn: pulumi.Resource | undefined,
): DeployedService {
  const update = new Update(
    { ...checked, clients },
    voiceOf(() => component),
    gate,
  );
  const { beforeChange, beforeServiceChange, afterServiceChange } = update.hooks;
  const hooks = {
    beforeChange,
    beforeServiceChange: () => inName(service, beforeServiceChange),
    afterServiceChange: (change: ServiceChange) => inName(service, () => afterServiceChange(change)),
  };
  const aliases = formerName === undefined ? [] : [{ name: formerName }];
  const component: FargateService = withoutTraces(
    () => new FargateService(componentName(service), { ...checked, hooks }, { dependsOn, aliases }),
  );
  return {
    service,
    component,
    confirm: async () => update.confirm(await settled(component.revisionArn, component.serviceArn, component.scaling)),
  };
}

/** The stack's outputs: those of its only service, or those of each of several by its key. */
export function outputsOf(deployed: DeployedService[], foundation: { url?: pulumi.Output<string> } = {}) {
  const byKey = deployed.map(({ service: { key }, component: { outputs } }) =>
    key === undefined ? outputs : { [key]: outputs },
  );
  return Object.assign({}, ...byKey, foundation.url && { url: foundation.url }) as pulumi.Inputs;
}
