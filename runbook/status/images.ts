import type { Task, TaskDefinition } from "@aws-sdk/client-ecs";
import type { Clients } from "../../account/clients";
import { digestOf } from "../../account/imageReference";
import { lookUpTags, repositoryOf, type FoundTags } from "../revisions/imageTags";

/** The image of a container, as its revision names it. */
export interface RunningImage {
  container: string;
  reference: string;
  /** Undefined: the revision names a tag, and none of its tasks tells. */
  digest?: string;
  /** What ECR has the digest under now; undefined: it cannot be asked, or is not ECR's. */
  tags?: string[];
}

export interface RunningImages {
  images: RunningImage[];
  /** Repositories that may not be asked for the tags. */
  denied: string[];
}

/** Images of a revision, with the digests that its tasks run where it names only tags. */
export async function runningImages(
  clients: Clients,
  definition: TaskDefinition | undefined,
  tasks: Task[],
): Promise<RunningImages> {
  const images = (definition?.containerDefinitions ?? []).map(({ name = "", image: reference = "" }) => ({
    container: name,
    reference,
    digest: digestOf(reference) ?? digestInTasks(tasks, definition?.taskDefinitionArn, name),
  }));
  const known = images.flatMap(({ reference, digest }) => (digest === undefined ? [] : [{ reference, digest }]));
  const found = await lookUpTags(clients, known);
  return { images: images.map((image) => ({ ...image, tags: tagsOf(image, found) })), denied: found.denied };
}

function digestInTasks(tasks: Task[], revisionArn: string | undefined, container: string): string | undefined {
  return tasks
    .filter(({ taskDefinitionArn }) => taskDefinitionArn === revisionArn)
    .flatMap(({ containers = [] }) => containers)
    .find(({ name, imageDigest }) => name === container && imageDigest !== undefined)?.imageDigest;
}

function tagsOf({ reference, digest }: RunningImage, { byRepository }: FoundTags): string[] | undefined {
  return byRepository.get(repositoryOf(reference) ?? "")?.get(digest ?? "");
}
