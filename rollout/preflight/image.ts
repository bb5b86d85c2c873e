import type { ImageDetail } from "@aws-sdk/client-ecr";
import type { Clients } from "../../account/clients";
import { describePlace, type Place } from "../../account/existing";
import { parseEcrReference } from "../../account/imageReference";
import { isNotFound, missing } from "../../account/problem";
import { setCommand } from "../../settings/commands";
import { releaseCommand } from "../../settings/describePins";
import { allWell, asking, checking, notChecked, problem, sideBySide, type Findings, type Subject } from "./findings";

/** An image in a private ECR repository. */
export interface EcrImage {
  /** For people, as the settings name it. */
  asked: string;
  registryId: string;
  region: string;
  repository: string;
  id: { imageDigest: string } | { imageTag: string };
  /** The command that names another image. */
  fix: string;
}

/** An image that a container of the new revision names. */
export interface NamedImage {
  asked: string;
  reference: string;
  /** What the tag stood for when it was looked up. */
  digest?: string;
  fix: string;
  /** What the same container of the running revision names. */
  running?: string;
}

/** Undefined for an image outside ECR. */
export function ecrImage({ asked, reference, digest, fix }: NamedImage): EcrImage | undefined {
  const parts = parseEcrReference(reference);
  if (parts === undefined) return undefined;
  const { registryId, region, repository, tag = "latest" } = parts;
  const imageDigest = digest ?? parts.digest;
  return { asked, registryId, region, repository, id: imageDigest ? { imageDigest } : { imageTag: tag }, fix };
}

/** Images of all containers of the new revision, the main one's first. */
export function imagesOf(subject: Pick<Subject, "settings" | "existing">): NamedImage[] {
  const { settings, existing } = subject;
  const { image, service } = existing;
  const running = (name: string) =>
    service?.taskDefinition?.containerDefinitions?.find((container) => container.name === name)?.image;
  return [
    {
      asked: image.asked === "running" ? image.reference : image.asked,
      reference: image.reference,
      digest: image.digest,
      fix:
        settings.image.kind === "pinned" ? releaseCommand : `${push(subject)}, or ${setCommand(["image"], imageForms)}`,
      running: running(settings.container.name),
    },
    ...settings.sidecars.map((sidecar) => ({
      asked: sidecar.image,
      reference: sidecar.image,
      fix:
        settings.pinnedRevision === undefined
          ? `push it, or ${setCommand(["sidecars", sidecar.name, "image"], "<whole reference>")}`
          : releaseCommand,
      running: running(sidecar.name),
    })),
  ];
}

const imageForms = "<tag, digest or whole reference>";

/** A repository that the stack has made is one that nobody has pushed to: then, with the commands. */
function push({ settings, existing }: Pick<Subject, "settings" | "existing">): string {
  const { image, foundation } = settings;
  if (image.kind !== "tag" || !foundation.makes.repository) return "push it";
  const { reference } = existing.image;
  const host = reference.slice(0, reference.indexOf("/"));
  return (
    `push it: aws ecr get-login-password --region ${existing.place.region} | docker login --username AWS --password-stdin ${host} && ` +
    `docker build -t ${reference} . && docker push ${reference}`
  );
}

/** Every image is in its repository and can be pulled. */
export function checkImages(subject: Subject): Promise<Findings> {
  return sideBySide(imagesOf(subject).map((named) => checkImage(subject, named)));
}

async function checkImage({ existing, clients }: Subject, named: NamedImage): Promise<Findings> {
  const image = ecrImage(named);
  if (image === undefined) return notChecked(`image "${named.asked}" is not in ECR`);
  return checking(`image "${image.asked}"`, async () =>
    judgeStatus(image, existing.place, await describeImage(clients, existing.place, image)),
  );
}

/** Undefined: it is not there. */
export async function describeImage(
  clients: Clients,
  place: Place,
  { region, registryId, repository, id }: Pick<EcrImage, "region" | "registryId" | "repository" | "id">,
): Promise<ImageDetail | undefined> {
  const ecr = await ecrAt(clients, place, region);
  try {
    const input = { registryId, repositoryName: repository, imageIds: [id] };
    const { imageDetails = [] } = await asking("ecr:DescribeImages", (options) => ecr.describeImages(input, options));
    return imageDetails[0];
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

export const ecrAt = (clients: Clients, place: Place, region: string) =>
  clients.ecr(region === place.region ? undefined : region);

export function judgeStatus(
  { asked, fix, ...at }: EcrImage,
  place: Place,
  image: Pick<ImageDetail, "imageStatus" | "imageDigest"> | undefined,
): Findings {
  const what = `image "${asked}"`;
  if (image === undefined) {
    const where = describePlace({ ...place, accountId: at.registryId, region: at.region });
    return problem(missing({ what, where, fix, action: "ecr:DescribeImages" }).message);
  }
  const repository = `--region ${at.region} --registry-id ${at.registryId} --repository-name ${at.repository}`;
  if (image.imageStatus === "ARCHIVED") {
    return problem(
      `${what} is archived and cannot be pulled: bring it back (aws ecr update-image-storage-class ${repository} ` +
        `--image-id imageDigest=${image.imageDigest} --target-storage-class STANDARD)`,
    );
  }
  if (image.imageStatus === "ACTIVATING") {
    return problem(
      `${what} is on its way back from the archive and cannot be pulled yet: wait until it is ACTIVE ` +
        `(aws ecr describe-images ${repository} --image-ids imageDigest=${image.imageDigest})`,
    );
  }
  return allWell;
}
