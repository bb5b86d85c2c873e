import * as pulumi from "@pulumi/pulumi";
import { readAwsConfig } from "../account/awsConfig";
import { createClients } from "../account/clients";
import type { Made } from "../account/made";
import type { Foundation } from "../components/foundation";
import { Gate } from "../rollout/gate";
import type { StackConfig } from "../settings";
import type { ServicesOfStack } from "../settings/readServices";
import { componentName, deployService, prepareServices, type DeployedService } from "./deployService";
import { havingMade, makeEnvironment } from "./environment";
import { OwnServices, type OwnResource } from "./ownParts";
import { settled } from "./settled";
import { forEachService } from "./together";
import { tell, tellFindings, tellNotices } from "./voice";

export interface Deployed {
  services: DeployedService[];
  /** What the stack has made for them to stand on. */
  foundation?: Foundation;
}

/**
 * Deploys services, and gives them once they are judged; throws when anything that they need is missing, or when one of them
 * does not run as asked.
 * @param recorded what the state has of them
 */
export async function deploy(
  { services, app, warnings }: ServicesOfStack,
  config: StackConfig,
  recorded: OwnResource[],
): Promise<Deployed> {
  tell({ infos: [], warnings });
  const aws = readAwsConfig(config, process.env);
  const clients = createClients(aws);

  const own = new OwnServices(recorded, services.map(componentName));
  const surroundings = { aws, clients, app, recorded, own };
  const prepare = (made: Made) => prepareServices(services, { ...surroundings, made });
  const environment = await makeEnvironment({ app, services }, surroundings, prepare);
  const prepared = await havingMade(environment, () => prepare(environment.made));
  tellNotices(prepared);
  tell({ infos: [], warnings: own.givenUp(prepared) });

  const gate = new Gate(
    prepared.map(({ checked }) => checked),
    {
      ...environment,
      advice: pulumi.runtime.isDryRun() ? "beforeRollout" : undefined,
      announce: (problems) => pulumi.log.error(problems),
    },
  );
  const deployed = prepared.map((each) => deployService(each, gate, environment.foundation));
  await Promise.all(deployed.map(({ component }) => settled(component.urn)));
  tellFindings(await gate.pass());
  if (!pulumi.runtime.isDryRun()) await forEachService(deployed, (each) => each.confirm());

  return { services: deployed, foundation: environment.foundation };
}
