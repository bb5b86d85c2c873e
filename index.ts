import "./program/nodeVersion";
import * as pulumi from "@pulumi/pulumi";
import { readAwsConfig } from "./account/awsConfig";
import { createClients } from "./account/clients";
import { askFor } from "./components/askedRevision";
import { FargateService } from "./components/fargateService";
import { notices } from "./components/notices";
import { checkOwnership } from "./components/ownership";
import { endWithEngine } from "./program/engineWatch";
import { readOwnResources } from "./program/ownResources";
import { inPlainWords } from "./program/plainWords";
import { settled } from "./program/settled";
import { readStackConfig } from "./program/stackConfig";
import { tell, voiceOf } from "./program/voice";
import { Update } from "./rollout/update";
import { readSettings } from "./settings";
import { describePins } from "./settings/describePins";

async function main() {
  endWithEngine();
  const config = readStackConfig();
  const { settings: given, warnings } = readSettings(config);
  tell({ infos: [], warnings: [...warnings, ...describePins(given)] });
  const aws = readAwsConfig(config, process.env);
  const clients = createClients(aws);

  const [asked, recorded] = await Promise.all([askFor(given, aws, clients), readOwnResources()]);
  const { settings, existing } = asked;
  const ownership = checkOwnership(settings, existing, recorded);
  tell(notices(settings, existing, aws, recorded));

  const checked = { ...asked, ...ownership, clients };
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
