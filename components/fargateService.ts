import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as ecs from "@pulumi/aws/ecs";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { Existing } from "../account/existing";
import type { Settings } from "../settings/types";
import { autoscale } from "./autoscaling";
import { consoleLinks, dashboardLink, type ConsoleLinks } from "./consoleLinks";
import { componentType, type Ownership } from "./ownership";
import { secretAccessPolicy } from "./secretAccess";
import { serviceArgs } from "./serviceArgs";
import { taskDefinitionArgs } from "./taskDefinitionArgs";
import type { TaskDefinition } from "./taskDefinition";
import { raiseAlarms, showOnDashboard } from "./watching";

export interface FargateServiceArgs extends Ownership {
  settings: Settings;
  /** What the account has; see `lookUp`. */
  existing: Existing;
  /** The revision to register; see `askFor`. */
  rendered: TaskDefinition;
  /** The service is pointed at this revision in place of one that is registered. */
  pinnedRevisionArn?: string;
  /** What is called around changes; without it, nothing is checked and no rollout is waited for. */
  hooks?: ServiceHooks;
}

/** Called by the engine around each operation that changes something; an error that one throws fails the update. */
export interface ServiceHooks {
  /** Before any child is created or updated, in preview too. */
  beforeChange: pulumi.ResourceHookFunction;
  /** Before the service is created or updated, not in preview. */
  beforeServiceChange: pulumi.ResourceHookFunction;
  /** After the service was created or updated. */
  afterServiceChange: pulumi.ResourceHookFunction;
}

/** A service on ECS Fargate with its task definition, secrets wiring, log group, what scales it and what watches it. */
export class FargateService extends pulumi.ComponentResource {
  readonly serviceArn: pulumi.Output<string>;
  readonly serviceName: pulumi.Output<string>;
  /** ARN of the revision that this update asked for. */
  readonly revisionArn: pulumi.Output<string>;
  /** What scales the service by itself, known when all of it is in place; empty without the setting `autoscaling`. */
  readonly scaling: pulumi.Output<pulumi.URN[]>;
  readonly image: pulumi.Output<string>;
  /** Undefined when the image is not pinned and lies outside ECR. */
  readonly imageDigest: string | undefined;
  /** Undefined without awslogs. */
  readonly logGroup: string | undefined;
  /** With the page of the dashboard, where there is one. */
  readonly console: pulumi.Output<ConsoleLinks & { dashboard?: string }>;

  constructor(name: string, args: FargateServiceArgs, options?: pulumi.ComponentResourceOptions) {
    super(componentType, name, {}, options);
    const { settings, existing } = args;
    const { beforeChildren, aroundService } = this.registerHooks(name, args.hooks);

    const logGroup = args.ownsLogGroup ? this.createLogGroup(name, settings, beforeChildren) : undefined;
    const secretAccess = this.createSecretAccess(name, args, beforeChildren);
    const revisionArn =
      args.pinnedRevisionArn === undefined
        ? this.registerRevision(name, args, beforeChildren)
        : pulumi.output(args.pinnedRevisionArn);
    const watched = { parent: this, hooks: beforeChildren };
    const alarms = raiseAlarms(name, args, watched);
    // ECS wants the alarms that can end a deployment to be there before it.
    const alarmsOfDeployment = settings.deployment.alarms.map((alarm) => alarms.get(alarm));
    const service = new ecs.Service(`${name}-service`, serviceArgs(args, revisionArn), {
      parent: this,
      protect: settings.protect,
      hooks: aroundService,
      dependsOn: [logGroup, secretAccess, ...alarmsOfDeployment].filter((resource) => resource !== undefined),
      // The live count belongs to whoever scales the service, until the setting is there.
      ignoreChanges: settings.desiredCount === undefined ? ["desiredCount"] : [],
    });

    // After the service: of a rollout that failed, it would show what does not run.
    const dashboard = showOnDashboard(name, args, { ...watched, dependsOn: [service] });
    const scaling = autoscale(name, args, service, { parent: this, hooks: beforeChildren });

    this.serviceArn = service.id;
    this.serviceName = service.name;
    this.revisionArn = revisionArn;
    this.scaling = pulumi.all(scaling.map(({ urn }) => urn));
    this.image = pulumi.output(existing.image.reference);
    this.imageDigest = existing.image.digest;
    this.logGroup = settings.logs.mode === "none" ? undefined : settings.names.logGroup;
    this.console = pulumi.output({
      ...consoleLinks(existing.place, settings.names),
      ...(dashboard && { dashboard: dashboardLink(existing.place, settings.names) }),
    });
    this.registerOutputs(this.outputs);
  }

  /** All outputs that there are; the engine warns of those without a value. */
  get outputs() {
    const { serviceArn, serviceName, revisionArn, image, imageDigest, logGroup, console } = this;
    return {
      serviceArn,
      serviceName,
      revisionArn,
      image,
      ...(imageDigest && { imageDigest }),
      ...(logGroup && { logGroup }),
      console,
    };
  }

  private registerHooks(
    name: string,
    hooks: ServiceHooks | undefined,
  ): { beforeChildren?: pulumi.ResourceHookBinding; aroundService?: pulumi.ResourceHookBinding } {
    if (hooks === undefined) return {};
    const beforeChange = new pulumi.ResourceHook(`${name}-before-change`, hooks.beforeChange, { onDryRun: true });
    const beforeService = new pulumi.ResourceHook(`${name}-before-service-change`, hooks.beforeServiceChange);
    const afterService = new pulumi.ResourceHook(`${name}-after-service-change`, hooks.afterServiceChange);
    return {
      beforeChildren: { beforeCreate: [beforeChange], beforeUpdate: [beforeChange] },
      aroundService: {
        beforeCreate: [beforeChange, beforeService],
        beforeUpdate: [beforeChange, beforeService],
        afterCreate: [afterService],
        afterUpdate: [afterService],
      },
    };
  }

  private registerRevision(
    name: string,
    { rendered, settings }: FargateServiceArgs,
    hooks?: pulumi.ResourceHookBinding,
  ): pulumi.Output<string> {
    const taskDefinition = new ecs.TaskDefinition(
      `${name}-task`,
      taskDefinitionArgs(rendered, settings),
      // Old revisions stay ACTIVE, since they are what a rollback goes back to.
      { parent: this, hooks, retainOnDelete: true },
    );
    return taskDefinition.arn;
  }

  private createLogGroup(name: string, settings: Settings, hooks?: pulumi.ResourceHookBinding): cloudwatch.LogGroup {
    return new cloudwatch.LogGroup(
      `${name}-logs`,
      {
        name: settings.names.logGroup,
        retentionInDays: settings.logs.retentionDays,
        tags: settings.tags,
        ...settings.overrides.logGroup,
      },
      { parent: this, protect: settings.protect, hooks },
    );
  }

  private createSecretAccess(
    name: string,
    { settings, existing }: FargateServiceArgs,
    hooks?: pulumi.ResourceHookBinding,
  ): iam.RolePolicy | undefined {
    const policy = existing.secretAccess && secretAccessPolicy(existing.secretAccess);
    const { executionRole } = settings.names;
    if (policy === undefined || executionRole === undefined) return undefined;
    return new iam.RolePolicy(
      `${name}-secret-access`,
      {
        name: `${settings.names.family}-secret-access`,
        role: executionRole,
        policy,
        ...settings.overrides.secretAccess,
      },
      // Revisions that are gone back to need it as well.
      { parent: this, hooks, retainOnDelete: true },
    );
  }
}
