import { createHash } from "node:crypto";
import type { ContainerBehaviour } from "../ecs/behaviour";

/** The annotation of an image manifest that says how its container behaves: a `ContainerBehaviour` as JSON. */
export const behaviourAnnotation = "sandbox.behaviour";

const mediaTypes = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
};

export interface Blob {
  digest: string;
  content: string;
}

/** An OCI image: its manifest and the blobs that it names. */
export interface Image {
  manifest: Blob & { mediaType: string };
  blobs: Blob[];
}

/** Makes an image for one architecture (by default X86_64) whose only layer is some text. */
export function makeImage({ architecture = "X86_64", ...behaviour }: ContainerBehaviour, content: string): Image {
  const layer = blob(content);
  const config = blob(
    JSON.stringify({
      architecture: architecture === "ARM64" ? "arm64" : "amd64",
      os: "linux",
      config: {},
      rootfs: { type: "layers", diff_ids: [layer.digest] },
    }),
  );
  const describe = ({ digest, content: { length } }: Blob, mediaType: string) => ({ mediaType, digest, size: length });
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: describe(config, mediaTypes.config),
    layers: [describe(layer, mediaTypes.layer)],
    annotations: { [behaviourAnnotation]: JSON.stringify({ architecture, ...behaviour }) },
  });
  return { manifest: { ...blob(manifest), mediaType: mediaTypes.manifest }, blobs: [config, layer] };
}

/** How the container of an image behaves; images from elsewhere behave well. */
export function behaviourOf(manifest: string): ContainerBehaviour {
  const { annotations = {} } = JSON.parse(manifest) as { annotations?: Record<string, string> };
  return JSON.parse(annotations[behaviourAnnotation] ?? "{}") as ContainerBehaviour;
}

const blob = (content: string): Blob => ({
  content,
  digest: `sha256:${createHash("sha256").update(content).digest("hex")}`,
});
