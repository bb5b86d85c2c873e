import type { Clients } from "../../../account/clients";
import type { LiveNames, LiveService } from "./liveService";

const countOf = ({ cluster, service }: LiveNames) =>
  ({
    ServiceNamespace: "ecs",
    ScalableDimension: "ecs:service:DesiredCount",
    ResourceId: `service/${cluster}/${service}`,
  }) as const;

/** All that Application Auto Scaling has of a service. */
async function scalingOf(clients: Clients, made: LiveNames) {
  const scaling = await clients.applicationAutoScaling();
  const { ResourceId, ...dimension } = countOf(made);
  const { ScalableTargets } = await scaling.describeScalableTargets({ ...dimension, ResourceIds: [ResourceId] });
  const { ScalingPolicies } = await scaling.describeScalingPolicies(countOf(made));
  const { ScheduledActions } = await scaling.describeScheduledActions(countOf(made));
  return { ScalableTargets, ScalingPolicies, ScheduledActions };
}

/** Services that something scales: that stays as it is, and outside the stack. */
export const liveAutoscaling: LiveService[] = [
  {
    title: "autoscaling, by two policies and a schedule",
    key: "scaled",
    service: (service) => ({ ...service, desiredCount: 2 }),
    afterwards: async (clients, made) => {
      const scaling = await clients.applicationAutoScaling();
      await scaling.registerScalableTarget({ ...countOf(made), MinCapacity: 2, MaxCapacity: 10 });
      for (const [PolicyName, PredefinedMetricType] of [
        ["cpu", "ECSServiceAverageCPUUtilization"],
        ["memory", "ECSServiceAverageMemoryUtilization"],
      ] as const) {
        await scaling.putScalingPolicy({
          ...countOf(made),
          PolicyName,
          PolicyType: "TargetTrackingScaling",
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: 60,
            PredefinedMetricSpecification: { PredefinedMetricType },
          },
        });
      }
      await scaling.putScheduledAction({
        ...countOf(made),
        ScheduledActionName: "night",
        Schedule: "cron(0 22 * * ? *)",
        ScalableTargetAction: { MinCapacity: 2, MaxCapacity: 4 },
      });
    },
    beside: scalingOf,
    notes: [
      /keeps the service at 2 to 10 tasks \(policies cpu, memory; scheduled actions night\).*desiredCount is not set/,
    ],
  },
  {
    title: "autoscaling without a policy yet",
    key: "bounded",
    afterwards: async (clients, made) =>
      (await clients.applicationAutoScaling()).registerScalableTarget({
        ...countOf(made),
        MinCapacity: 0,
        MaxCapacity: 3,
      }),
    beside: scalingOf,
    notes: [/keeps the service at 0 to 3 tasks: all of that/],
  },
];
