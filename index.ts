import "./program/nodeVersion";
import * as pulumi from "@pulumi/pulumi";
import { readAwsConfig } from "./account/awsConfig";
import { createClients } from "./account/clients";
import { lookUp } from "./account/lookUp";
import { FargateService } from "./components/fargateService";
import { notices } from "./components/notices";
import { checkOwnership } from "./components/ownership";
import { renderTaskDefinition } from "./components/taskDefinition";
import { endWithEngine } from "./program/engineWatch";
import { readOwnResources } from "./program/ownResources";
import { inPlainWords } from "./program/plainWords";
import { settled } from "./program/settled";
import { readStackConfig } from "./program/stackConfig";
import { tell, voiceOf } from "./program/voice";
import { Update } from "./rollout/update";
import { readSettings } from "./settings";

async function main() {
  endWithEngine();
  const config = readStackConfig();
  const { settings, warnings } = readSettings(config);
  const aws = readAwsConfig(config, process.env);
  const clients = createClients(aws);

  const [existing, recorded] = await Promise.all([lookUp(settings, aws, clients), readOwnResources()]);
  const ownership = checkOwnership(settings, existing, recorded);
  const notice = notices(settings, existing, aws, recorded);
  tell({ infos: notice.infos, warnings: [...warnings, ...notice.warnings] });

  const rendered = renderTaskDefinition(settings, existing);
  const checked = { settings, existing, clients, rendered, ...ownership };
  const update = new Update(
    checked,
    voiceOf(() => service),
  );
  const service: FargateService = new FargateService(settings.appName, { ...checked, hooks: update.hooks });

  await settled(service.urn);
  const findings = await update.findings();
  tell({ infos: findings.notChecked.map((what) => `not checked yet: ${what}`), warnings: findings.warnings });
  if (!pulumi.runtime.isDryRun()) await update.confirm(await settled(service.revisionArn, service.serviceArn));

  return service.outputs;
}

export = () => inPlainWords(main);
