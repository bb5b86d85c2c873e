import type { Clients } from "../../account/clients";
import { digestOf } from "../../account/imageReference";
import { setCommand } from "../../settings/commands";
import type { Settings } from "../../settings/types";
import { allWell, asking, checking, problem, sideBySide, type Findings, type Subject } from "./findings";
import { ecrAt, ecrImage, imagesOf, type EcrImage, type NamedImage } from "./image";

type Architecture = NonNullable<Settings["architecture"]>;

/** What ECS takes where a task definition says nothing. */
const usual: Architecture = "X86_64";

/** In the words of image manifests, as `docker build --platform` takes them. */
const platforms: Record<Architecture, string> = { X86_64: "linux/amd64", ARM64: "linux/arm64" };

/**
 * Where an image's platforms stand. An index of images names them itself; the manifest of a single image only names
 * the blob that has them. Source: OCI image format, "Image Index" and "Image Manifest"; Docker's own are alike.
 */
export type PlatformsOf = { platforms: string[] } | { configDigest: string } | "unknown";

interface Manifest {
  manifests?: { platform?: Platform }[];
  config?: { digest?: string };
}

interface Platform {
  os?: string;
  architecture?: string;
}

export function readManifest(text: string): PlatformsOf {
  const { manifests, config } = JSON.parse(text) as Manifest;
  if (manifests !== undefined) {
    // Attestations stand in the index too, for the platform unknown/unknown.
    const named = manifests.flatMap(({ platform }) => platform ?? []).filter(({ os }) => os !== "unknown");
    return named.length === 0 ? "unknown" : { platforms: named.map(nameOf) };
  }
  return config?.digest === undefined ? "unknown" : { configDigest: config.digest };
}

const nameOf = ({ os = "linux", architecture = "amd64" }: Platform) => `${os}/${architecture}`;

export function judgeArchitecture(
  { asked, fix }: Pick<EcrImage, "asked" | "fix">,
  wanted: Architecture,
  built: string[],
): Findings {
  const needed = platforms[wanted];
  if (built.includes(needed)) return allWell;
  const other: Architecture = wanted === "X86_64" ? "ARM64" : "X86_64";
  const or = built.includes(platforms[other]) ? `, or ${setCommand(["architecture"], other)}` : "";
  return problem(
    `image "${asked}" is built for ${built.join(", ")}, but architecture ${wanted} needs ${needed}: build it for that ` +
      `(docker build --platform ${needed} …) and ${fix}${or}`,
  );
}

/**
 * Every image in ECR is built for the architecture. Asks for what is needed to pull the image anyway: its manifest and, of
 * a single image, the configuration, a few KB; nothing for an image that runs already.
 */
export function checkArchitectures(subject: Subject): Promise<Findings> {
  const images = imagesOf(subject).filter((named) => !runsAlready(subject, named));
  return sideBySide(images.flatMap((named) => ecrImage(named) ?? []).map((image) => checkArchitecture(subject, image)));
}

/** What runs already on this architecture is built for it. */
function runsAlready({ settings, existing }: Subject, { reference, running }: NamedImage): boolean {
  const runningOn = existing.service?.taskDefinition?.runtimePlatform?.cpuArchitecture ?? usual;
  return reference === running && digestOf(reference) !== undefined && runningOn === (settings.architecture ?? usual);
}

function checkArchitecture({ settings, existing, clients }: Subject, image: EcrImage): Promise<Findings> {
  return checking(`the CPU architecture of image "${image.asked}"`, async () => {
    const ecr = await ecrAt(clients, existing.place, image.region);
    const at = { registryId: image.registryId, repositoryName: image.repository };
    const { images = [] } = await asking("ecr:BatchGetImage", (options) =>
      ecr.batchGetImage({ ...at, imageIds: [image.id], acceptedMediaTypes: mediaTypes }, options),
    );
    const manifest = images[0]?.imageManifest;
    // That an image is missing is found by another check.
    if (manifest === undefined) return allWell;
    const built = readManifest(manifest);
    if (built === "unknown") return allWell;
    const wanted = settings.architecture ?? usual;
    if ("platforms" in built) return judgeArchitecture(image, wanted, built.platforms);
    const platform = await readConfig(ecr, { ...at, layerDigest: built.configDigest });
    return judgeArchitecture(image, wanted, [nameOf(platform)]);
  });
}

const mediaTypes = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

async function readConfig(
  ecr: Awaited<ReturnType<Clients["ecr"]>>,
  blob: { registryId: string; repositoryName: string; layerDigest: string },
): Promise<Platform> {
  const { downloadUrl = "" } = await asking("ecr:GetDownloadUrlForLayer", (options) =>
    ecr.getDownloadUrlForLayer(blob, options),
  );
  // The URL is signed: nobody is to read it in an error.
  const response = await fetch(downloadUrl, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
  if (response?.ok !== true) throw new Error("its configuration could not be downloaded from ECR");
  return (await response.json()) as Platform;
}
