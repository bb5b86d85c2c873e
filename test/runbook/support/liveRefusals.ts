import { main, type LiveService } from "./liveService";

/** What keeps a service from being taken over and can be made on the local AWS. */
export const liveRefusals: LiveService[] = [
  {
    title: "a deregistered current revision",
    key: "deregistered",
    afterwards: async (clients, { family }) =>
      (await clients.ecs()).deregisterTaskDefinition({ taskDefinition: `${family}:1` }),
    refused: [/revision deregistered-task:1 is INACTIVE/],
  },
  {
    title: "a missing log group",
    key: "nologs",
    revision: main((container) => ({
      ...container,
      logConfiguration: {
        logDriver: "awslogs",
        options: { ...container.logConfiguration?.options, "awslogs-group": "/ecs/gone" },
      },
    })),
    refused: [/log group "\/ecs\/gone" does not exist .*create-log-group/],
  },
  {
    title: "a secret, a role, and an image that are gone, and a threshold of the circuit breaker",
    key: "gone",
    revision: (revision, account) => ({
      ...main((container) => ({
        ...container,
        image: `${account.registry}/agenticmem:never`,
        secrets: [
          { name: "X", valueFrom: `arn:aws:secretsmanager:us-west-2:${account.accountId}:secret:gone-AbCdEf:X::` },
        ],
      }))(revision, account),
      taskRoleArn: `arn:aws:iam::${account.accountId}:role/gone`,
    }),
    service: (service) => ({
      ...service,
      deploymentConfiguration: {
        deploymentCircuitBreaker: {
          enable: true,
          rollback: true,
          resetOnHealthyTask: false,
          thresholdConfiguration: { type: "COUNT", value: 7 },
        },
      },
    }),
    refused: [
      /thresholdConfiguration COUNT 7/,
      /resetOnHealthyTask false/,
      /image .*never/,
      /secret "arn:.*gone/,
      /task role "gone" does not exist/,
    ],
  },
];
