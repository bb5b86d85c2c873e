import { setCommand } from "./commands";
import { isCredential } from "./credentials";
import type { Report } from "./report";
import type { ImageSetting } from "./types";

const tagForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const digestForm = /^sha256:[0-9a-f]{64}$/;

/** `registry:port/path/name:tag@digest`, all but the name optional. Source: the grammar of the OCI distribution's references. */
const referenceForm = new RegExp(
  "^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d+)?/)?" +
    "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*" +
    "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$",
);

export const isImageReference = (text: string): boolean => referenceForm.test(text);

/** The app's own image at a tag, a digest or `running`, else a whole reference. */
export function readImage(given: string, repository: string, report: Report): ImageSetting | undefined {
  const invalid = (text: string) => {
    report.problem(["image"], text);
    return undefined;
  };
  if (given === "running") return { kind: "running", repository };
  if (digestForm.test(given)) return { kind: "digest", repository, digest: given };
  if (/^sha256[:-]/.test(given)) {
    return invalid(
      `image ${given.slice(0, 80)} is not valid: use sha256: and 64 hexadecimal digits for a digest (${setCommand(["image"], "<digest>")})`,
    );
  }
  if (tagForm.test(given)) return { kind: "tag", repository, tag: given };
  if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d.* UTC$/.test(given)) {
    return invalid(
      `image ${JSON.stringify(given)} is not valid: use a tag like ${given.slice(0, 10)} in quotes, as YAML takes it for a date ` +
        `(${setCommand(["image"], given.slice(0, 10))})`,
    );
  }
  const [name, tag] = given.split(":");
  if (name === repository && tag !== undefined && tagForm.test(tag)) {
    return invalid(
      `image ${given} is not valid: use the tag alone for the app's own repository, since ${given} is an image of Docker Hub ` +
        `(${setCommand(["image"], tag)})`,
    );
  }
  if (isImageReference(given)) return { kind: "reference", reference: given };
  const lowerCase = given.toLowerCase();
  report.invalid(["image"], given, {
    allowed: "a tag, a digest (sha256:…), a whole reference such as public.ecr.aws/nginx/nginx:1.27, or running",
    fix: setCommand(["image"], isImageReference(lowerCase) && !isCredential(given) ? lowerCase : "<tag>"),
  });
  return undefined;
}
