/** The digest at the end of an image reference. */
export const digestOf = (reference: string): string | undefined => /@(sha256:[0-9a-f]{64})$/.exec(reference)?.[1];

/** An image in a private ECR repository, taken apart. */
export interface EcrReference {
  /** Host and repository, without tag and digest. */
  uri: string;
  registryId: string;
  region: string;
  repository: string;
  tag?: string;
  digest?: string;
}

/**
 * Hosts of ECR in all partitions, dual-stack and FIPS ones among them. Source: "Amazon ECR endpoints and quotas", AWS General
 * Reference; DNS suffixes of the partitions as in the AWS SDKs.
 */
const dnsSuffixes = [
  "amazonaws\\.com",
  "amazonaws\\.com\\.cn",
  "amazonaws\\.eu",
  "c2s\\.ic\\.gov",
  "sc2s\\.sgov\\.gov",
  "cloud\\.adc-e\\.uk",
  "csp\\.hci\\.ic\\.gov",
];
const dualStackSuffixes = ["on\\.aws", "on\\.amazonwebservices\\.com\\.cn"];
const regionPart = "(?<region>[a-z0-9-]+)";
const host = (service: string, suffixes: string[], region: string) =>
  `${service}(?:-fips)?\\.${region}\\.(?:${suffixes.join("|")})`;
const ecrForm = (ecrHost: string) =>
  new RegExp(
    `^(?<uri>(?<registryId>\\d{12})\\.${ecrHost}/(?<repository>[^:@]+))` +
      "(?::(?<tag>[^@]+))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$",
  );
const ecrForms = [
  ecrForm(host("dkr\\.ecr", dnsSuffixes, regionPart)),
  ecrForm(host("dkr-ecr", dualStackSuffixes, regionPart)),
];

/** Undefined for an image outside private ECR. */
export function parseEcrReference(reference: string): EcrReference | undefined {
  for (const form of ecrForms) {
    const parts = form.exec(reference)?.groups;
    if (parts !== undefined) return { ...parts } as unknown as EcrReference;
  }
  return undefined;
}
