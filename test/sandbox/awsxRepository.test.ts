import { deepEqual, equal, rejects, throws } from "node:assert/strict";
import { lifecyclePolicyDocument } from "../../sandbox/awsx/components/lifecyclePolicyDocument";
import { AwsxEngine, type Json } from "./awsxEngine";

describe("awsx.ecr.Repository of the sandbox", function () {
  this.timeout(30_000);

  const engine = new AwsxEngine();
  before(() => engine.start());
  after(() => engine.stop());

  const make = (args: Json) => engine.construct("awsx:ecr:Repository", "Images", args);

  it("makes a repository and the policy that was seen on a real run, under the component, in small letters", async () => {
    const outputs = await make({ name: "app", imageScanningConfiguration: { scanOnPush: true } });
    deepEqual(engine.children, [
      {
        title: "aws:ecr:Repository images",
        parent: "awsx:ecr:Repository Images",
        args: { name: "app", imageScanningConfiguration: { scanOnPush: true } },
      },
      {
        title: "aws:ecr:LifecyclePolicy images",
        parent: "awsx:ecr:Repository Images",
        args: {
          repository: "app",
          policy: {
            rules: [
              {
                rulePriority: 1,
                description: "remove untagged images",
                selection: { tagStatus: "untagged", countType: "imageCountMoreThan", countNumber: 1 },
                action: { type: "expire" },
              },
            ],
          },
        },
      },
    ]);
    deepEqual(outputs, {
      repository: "aws:ecr:Repository images",
      lifecyclePolicy: "aws:ecr:LifecyclePolicy images",
      url: "url of images",
    });
  });

  it("makes no policy where it is to be skipped", async () => {
    const outputs = await make({ lifecyclePolicy: { skip: true } });
    deepEqual(
      engine.children.map(({ title }) => title),
      ["aws:ecr:Repository images"],
    );
    equal(outputs.lifecyclePolicy, undefined);
  });

  it("does not know other components, and says what does", async () => {
    await rejects(
      engine.construct("awsx:ecs:FargateService", "x", {}),
      /built-in awsx provider does not have awsx:ecs:FargateService; the real plugin has it/,
    );
  });
});

describe("life-cycle policy of an awsx repository", () => {
  it("has its rules in order, the one for any image last", () => {
    const { rules } = lifecyclePolicyDocument([
      { description: "a", tagStatus: "any", maximumNumberOfImages: 100 },
      { description: "b", tagStatus: "tagged", tagPrefixList: ["test-"], maximumAgeLimit: 14 },
    ]);
    deepEqual(rules, [
      {
        rulePriority: 1,
        description: "b",
        selection: {
          tagStatus: "tagged",
          tagPrefixList: ["test-"],
          countType: "sinceImagePushed",
          countNumber: 14,
          countUnit: "days",
        },
        action: { type: "expire" },
      },
      {
        rulePriority: 2,
        description: "a",
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 100 },
        action: { type: "expire" },
      },
    ]);
  });

  it("refuses rules that ECR would not understand", () => {
    const any = { tagStatus: "any" as const, maximumNumberOfImages: 1 };
    throws(() => lifecyclePolicyDocument([any, any]), /several rules with tagStatus "any"/);
    throws(() => lifecyclePolicyDocument([{ tagStatus: "untagged" }]), /maximumNumberOfImages or maximumAgeLimit/);
    throws(() => lifecyclePolicyDocument([{ tagStatus: "tagged", maximumAgeLimit: 1 }]), /needs tagPrefixList/);
  });
});
