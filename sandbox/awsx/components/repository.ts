import * as ecr from "@pulumi/aws/ecr";
import type { RepositoryArgs } from "@pulumi/awsx/ecr";
import * as pulumi from "@pulumi/pulumi";
import { lifecyclePolicyDocument } from "./lifecyclePolicyDocument";

/** `awsx:ecr:Repository`: a repository, and unless it is skipped a life-cycle policy. */
export class Repository extends pulumi.ComponentResource {
  readonly outputs;

  constructor(name: string, args: RepositoryArgs, options: pulumi.ComponentResourceOptions) {
    super("awsx:ecr:Repository", name, {}, options);
    const { lifecyclePolicy, ...repositoryArgs } = args;
    const childName = name.toLowerCase();
    const repository = new ecr.Repository(childName, repositoryArgs, { parent: this });
    this.outputs = {
      repository,
      url: repository.repositoryUrl,
      lifecyclePolicy: lifecyclePolicy?.skip
        ? undefined
        : new ecr.LifecyclePolicy(
            childName,
            {
              repository: repository.name,
              policy: pulumi.output(lifecyclePolicy?.rules).apply(lifecyclePolicyDocument),
              region: args.region,
            },
            { parent: this },
          ),
    };
    this.registerOutputs(this.outputs);
  }
}
