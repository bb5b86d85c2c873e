import { ECR } from "@aws-sdk/client-ecr";
import { ECS } from "@aws-sdk/client-ecs";
import { clientConfig } from "../aws/awsAccount";
import type { LocalAws } from "./runningTasks";
import type { Stage } from "./stage";

/** What `pulumi destroy` leaves to its user: the AWS CLI's commands are shown, and what they ask for is asked for. */
export class ByHand {
  private readonly ecr: ECR;
  private readonly ecs: ECS;

  constructor(
    private readonly stage: Stage,
    { endpoint, region }: LocalAws,
  ) {
    [this.ecr, this.ecs] = [new ECR(clientConfig(endpoint, region)), new ECS(clientConfig(endpoint, region))];
  }

  async deleteRepository(repositoryName: string): Promise<void> {
    this.stage.tell(`aws ecr delete-repository --repository-name ${repositoryName} --force`);
    await this.ecr.deleteRepository({ repositoryName, force: true });
  }

  async deregisterRevisions(familyPrefix: string): Promise<void> {
    const { taskDefinitionArns = [] } = await this.ecs.listTaskDefinitions({ familyPrefix });
    for (const taskDefinition of taskDefinitionArns) {
      const name = taskDefinition.slice(taskDefinition.lastIndexOf("/") + 1);
      this.stage.tell(`aws ecs deregister-task-definition --task-definition ${name}`);
      await this.ecs.deregisterTaskDefinition({ taskDefinition });
    }
  }
}
