import "./program/nodeVersion";
import { deploy } from "./program/deploy";
import { outputsOf } from "./program/deployService";
import { endWithEngine } from "./program/engineWatch";
import { readOwnResources } from "./program/ownResources";
import { inPlainWords } from "./program/plainWords";
import { readStackConfig } from "./program/stackConfig";
import { readServices } from "./settings/readServices";

async function main() {
  endWithEngine();
  const config = readStackConfig();
  const { services, foundation } = await deploy(readServices(config), config, await readOwnResources());
  return outputsOf(services, foundation);
}

export = () => inPlainWords(main);
