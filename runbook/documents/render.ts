import { z } from "zod";

/**
 * What `render` prints: the input of `RegisterTaskDefinition`, in the words of the Amazon ECS API Reference; fields beyond these
 * come from `overrides`.
 */
export const renderDocument = z.looseObject({
  family: z.string().describe("Family that the revision is registered in."),
  cpu: z.string().describe("CPU units of a task, 1024 to a vCPU."),
  memory: z.string().describe("Memory of a task, in MiB."),
  networkMode: z.string().describe("awsvpc."),
  requiresCompatibilities: z.array(z.string()).describe("FARGATE."),
  executionRoleArn: z.string().describe("Role that ECS pulls the image, reads the secrets and writes logs with."),
  taskRoleArn: z.string().describe("Role that the app itself has."),
  containerDefinitions: z
    .array(
      z.looseObject({ name: z.string().describe("Name."), image: z.string().describe("Image, pinned to a digest.") }),
    )
    .describe("The app's container, then the sidecars, as ContainerDefinition of the API."),
  runtimePlatform: z.looseObject({}).optional().describe("Operating system and CPU architecture."),
  ephemeralStorage: z
    .object({ sizeInGiB: z.number() })
    .optional()
    .describe("Disk of a task; none: Fargate's own 20 GiB."),
  tags: z
    .array(z.object({ key: z.string(), value: z.string() }))
    .optional()
    .describe("Tags of the revision."),
});

export type RenderDocument = z.infer<typeof renderDocument>;
