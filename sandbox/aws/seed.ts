import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateRepositoryCommand, DescribeImagesCommand, ECRClient } from "@aws-sdk/client-ecr";
import { CreateClusterCommand, DescribeClustersCommand, ECSClient } from "@aws-sdk/client-ecs";
import { CreateSecretCommand, DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { clientConfig, type AwsAccount } from "./awsAccount";
import { production, unlessThere } from "./productionAccount";
import { pushImage } from "./pushImage";
import { seedLoadBalancer } from "./seedLoadBalancer";
import { seedNetwork } from "./seedNetwork";
import { seedRoles } from "./seedRoles";

/** Makes what is missing of the production account, and leaves what is there as it is. */
export async function seed(endpoint: string, account: AwsAccount): Promise<void> {
  const config = clientConfig(endpoint, account.region);
  await Promise.all([
    seedCluster(new ECSClient(config)),
    seedSecret(new SecretsManagerClient(config)).then((secretArn) => seedRoles(config, secretArn)),
    seedImages(new ECRClient(config), endpoint, account),
    seedNetwork(config).then((network) => seedLoadBalancer(config, network)),
    new CloudWatchLogsClient(config)
      .send(new CreateLogGroupCommand({ logGroupName: production.logGroup }))
      .catch(unlessThere("ResourceAlreadyExistsException")),
  ]);
}

async function seedCluster(ecs: ECSClient): Promise<void> {
  const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [production.cluster] }));
  if (clusters.some(({ status }) => status === "ACTIVE")) return;
  await ecs.send(new CreateClusterCommand({ clusterName: production.cluster }));
}

/** The values say themselves that they are not real. Returns the ARN. */
async function seedSecret(secrets: SecretsManagerClient): Promise<string> {
  const values = production.secretKeys.map((key) => [key, `sandbox-value-of-${key}-not-real`]);
  const SecretString = JSON.stringify(Object.fromEntries(values));
  await secrets
    .send(new CreateSecretCommand({ Name: production.secret, SecretString }))
    .catch(unlessThere("ResourceExistsException"));
  const { ARN = "" } = await secrets.send(new DescribeSecretCommand({ SecretId: production.secret }));
  return ARN;
}

/** Two releases: `latest` is the newer one. */
async function seedImages(ecr: ECRClient, endpoint: string, account: AwsAccount): Promise<void> {
  const repository = production.app;
  await ecr
    .send(new CreateRepositoryCommand({ repositoryName: repository }))
    .catch(unlessThere("RepositoryAlreadyExistsException"));
  const { imageDetails = [] } = await ecr.send(new DescribeImagesCommand({ repositoryName: repository }));
  if (imageDetails.length > 0) return;
  const push = (tag: string, content: string) =>
    pushImage(endpoint, { repository, tag, content, behaviour: { startLog: [`${content} listens`] } }, account);
  await push("1.0.0", "agenticmem 1.0.0");
  await push("1.1.0", "agenticmem 1.1.0");
  await push("latest", "agenticmem 1.1.0");
}
