import { deepStrictEqual as deepEqual, equal, rejects } from "node:assert/strict";
import { AccountError } from "../../account/accountError";
import { digestOf, parseEcrReference } from "../../account/imageReference";
import { AccountProblem, errorCode, explain, looking, lookingFor } from "../../account/problem";
import { awsError } from "../preflight/fakeClients";

const wanted = {
  what: 'thing "x"',
  where: "account 1, region r",
  fix: "pulumi config set thing <name>",
  action: "a:Get",
};

const isMissing = 'thing "x" does not exist in account 1, region r (pulumi config set thing <name>)';
const isDenied = 'thing "x" cannot be looked up: permission for a:Get is missing (said AWS)';

describe("what went wrong in a look-up, in words", () => {
  const cases: [code: string, sentence: string][] = [
    ...[
      "NoSuchEntity",
      "NoSuchEntityException",
      "ResourceNotFoundException",
      "ImageNotFoundException",
      "RepositoryNotFoundException",
      "TargetGroupNotFoundException",
      "ClusterNotFoundException",
      "ParameterNotFound",
      "NotFoundException",
    ].map((code): [string, string] => [code, isMissing]),
    ...["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"].map((code): [string, string] => [
      code,
      isDenied,
    ]),
    ["ThrottlingException", 'thing "x" cannot be looked up in account 1, region r: ThrottlingException: said AWS'],
  ];
  for (const [code, sentence] of cases) {
    it(`${code}: ${sentence}`, () => equal(explain(awsError(code), wanted).message, sentence));
  }

  it("has Node's code where AWS did not answer, also for an error without words", () => {
    const refused = Object.assign(new AggregateError([]), { code: "ECONNREFUSED" });
    equal(errorCode(refused), "ECONNREFUSED");
    equal(explain(refused, wanted).message, 'thing "x" cannot be looked up in account 1, region r: ECONNREFUSED');
  });

  it("leaves a problem as it is", () => {
    const problem = new AccountProblem("as it is");
    equal(explain(problem, wanted), problem);
  });

  it("says what is missing only of what must be there", async () => {
    const sought = { ...wanted, where: () => Promise.resolve(wanted.where) };
    const notFound = () => Promise.reject(awsError("NoSuchEntity"));
    equal(await lookingFor(sought, notFound), undefined);
    await rejects(looking(sought, notFound), { message: isMissing });
    await rejects(
      looking(sought, () => Promise.resolve(undefined)),
      { message: isMissing },
    );
    await rejects(
      lookingFor(sought, () => Promise.reject(awsError("AccessDenied"))),
      { message: isDenied },
    );
  });

  it("is one error, with a list where there are several", () => {
    equal(new AccountError(["one"]).message, "one\nNothing was changed.");
    equal(
      new AccountError(["one", "two"]).message,
      "2 problems with the account:\n  - one\n  - two\nNothing was changed.",
    );
  });
});

const digest = `sha256:${"0a".repeat(32)}`;

describe("image references", () => {
  const digests: [string, string | undefined][] = [
    [`nginx@${digest}`, digest],
    [`a.b/c:tag@${digest}`, digest],
    ["nginx:1.27", undefined],
    [`nginx@${digest}0`, undefined],
    [digest, undefined],
  ];
  for (const [reference, expected] of digests) {
    it(`digest of ${reference.slice(0, 24)}…: ${expected?.slice(0, 12)}`, () => equal(digestOf(reference), expected));
  }

  const hosts: [host: string, region: string][] = [
    ["dkr.ecr.us-west-2.amazonaws.com", "us-west-2"],
    ["dkr.ecr-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"],
    ["dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1"],
    ["dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"],
    ["dkr.ecr.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"],
    ["dkr.ecr.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"],
    ["dkr-ecr.us-west-2.on.aws", "us-west-2"],
    ["dkr-ecr-fips.us-east-1.on.aws", "us-east-1"],
    ["dkr-ecr.cn-north-1.on.amazonwebservices.com.cn", "cn-north-1"],
  ];
  for (const [host, region] of hosts) {
    it(`${host} is ECR in ${region}`, () => {
      const uri = `123456789012.${host}/team/app`;
      const parts = { uri, registryId: "123456789012", region, repository: "team/app" };
      deepEqual({ ...parseEcrReference(uri) }, { ...parts, tag: undefined, digest: undefined });
      deepEqual({ ...parseEcrReference(`${uri}:v1@${digest}`) }, { ...parts, tag: "v1", digest });
    });
  }

  for (const reference of [
    "nginx:1.27",
    "public.ecr.aws/nginx/nginx:1.27",
    "123456789012.dkr.ecr.us-west-2.example.com/app:v1",
    "12345.dkr.ecr.us-west-2.amazonaws.com/app:v1",
    "vpce-0a1b2c.dkr.ecr.us-west-2.vpce.amazonaws.com/app:v1",
    "evil.com/123456789012.dkr.ecr.us-west-2.amazonaws.com/app:v1",
    "123456789012.dkr.ecr.us-west-2.amazonaws.com.evil.com/app:v1",
  ]) {
    it(`${reference} is not ECR`, () => equal(parseEcrReference(reference), undefined));
  }
});
