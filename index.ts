import "./program/nodeVersion";
import * as pulumi from "@pulumi/pulumi";
import { readAwsConfig } from "./account/awsConfig";
import { createClients } from "./account/clients";
import { lookUp } from "./account/lookUp";
import { FargateService } from "./components/fargateService";
import { notices } from "./components/notices";
import { checkOwnership } from "./components/ownership";
import { endWithEngine } from "./program/engineWatch";
import { readOwnResources } from "./program/ownResources";
import { inPlainWords } from "./program/plainWords";
import { settled } from "./program/settled";
import { readStackConfig } from "./program/stackConfig";
import { tell, voiceOf } from "./program/voice";
import { Gate } from "./rollout/gate";
import { Rollout } from "./rollout/rollout";
import { readSettings } from "./settings";

async function main() {
  endWithEngine();
  const config = readStackConfig();
  const { settings, warnings } = readSettings(config);
  const aws = readAwsConfig(config.values, process.env);
  const clients = createClients(aws);

  const [existing, recorded] = await Promise.all([lookUp(settings, aws, clients), readOwnResources()]);
  const { ownsLogGroup } = checkOwnership(settings, existing, recorded);
  const notice = notices(settings, existing, aws);
  tell({ infos: notice.infos, warnings: [...warnings, ...notice.warnings] });

  const gate = new Gate(settings, existing, clients, { ownsLogGroup });
  const rollout = new Rollout(
    clients,
    settings,
    voiceOf(() => service),
  );
  const service: FargateService = new FargateService(settings.appName, {
    settings,
    existing,
    ownsLogGroup,
    hooks: {
      beforeChange: () => gate.pass(),
      beforeServiceChange: () => rollout.beforeServiceChange(),
      afterServiceChange: (change) => rollout.afterServiceChange(change),
    },
  });
  await settled(service.urn);
  const { warnings: found, notChecked } = await gate.report();
  tell({ infos: notChecked.map((what) => `not checked yet: ${what}`), warnings: found });
  if (!pulumi.runtime.isDryRun()) await rollout.confirm(await settled(service.revisionArn, service.serviceArn));

  const { serviceArn, serviceName, revisionArn, image, imageDigest, logGroup, console } = service;
  return { serviceArn, serviceName, revisionArn, image, imageDigest, logGroup, console };
}

export = () => inPlainWords(main);
