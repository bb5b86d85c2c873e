import { isAwsError, step } from "../../awsErrors";
import { regionProperty, text } from "../../properties";
import type { ResourceType, Scope } from "../../resource";
import { canonicalJson, textOf, type Values } from "../../values";
import { cloudWatch } from "./cloudWatch";

const properties = {
  dashboardArn: text({ output: true }),
  dashboardBody: text({
    required: true,
    json: true,
    check: (body) => (meaningOf(body) === undefined ? `"dashboard_body" contains an invalid JSON` : undefined),
    equivalent: (state, input) => isSameBody(textOf(state), textOf(input)),
  }),
  dashboardName: text({
    required: true,
    replaces: true,
    check: (name) =>
      /^[\w-]{1,255}$/.test(name)
        ? undefined
        : `only alphanumeric characters, hyphens and underscores allowed in "dashboard_name": ${JSON.stringify(name)}`,
  }),
  ...regionProperty,
};

/** Mirrors Terraform's `aws_cloudwatch_dashboard`; another spelling of the same body is no difference. */
export const dashboard: ResourceType = {
  token: "aws:cloudwatch/dashboard:Dashboard",
  properties,

  async create(inputs, scope, exists) {
    await put(inputs, scope);
    exists(textOf(inputs.dashboardName) ?? "");
  },

  async read(id, known, scope) {
    const { sdk, client } = await cloudWatch(scope);
    return step(`reading CloudWatch Dashboard (${id})`, async () => {
      try {
        const found = await client.send(new sdk.GetDashboardCommand({ DashboardName: id }));
        const isAsKnown = isSameBody(found.DashboardBody, textOf(known.dashboardBody));
        return {
          id,
          state: {
            dashboardArn: found.DashboardArn,
            dashboardBody: isAsKnown ? known.dashboardBody : found.DashboardBody,
            dashboardName: found.DashboardName,
          },
        };
      } catch (error) {
        if (isAwsError(error, ...gone)) return undefined;
        throw error;
      }
    });
  },

  update: ({ inputs }, scope) => put(inputs, scope),

  async delete(id, _state, scope) {
    const { sdk, client } = await cloudWatch(scope);
    await step(`deleting CloudWatch Dashboard (${id})`, async () => {
      try {
        await client.send(new sdk.DeleteDashboardsCommand({ DashboardNames: [id] }));
      } catch (error) {
        if (!isAwsError(error, ...gone)) throw error;
      }
    });
  },
};

/** What the service calls it, and what its API reference does. */
const gone = ["DashboardNotFoundError", "ResourceNotFound"];

async function put(inputs: Values, scope: Scope): Promise<void> {
  const { sdk, client } = await cloudWatch(scope);
  const DashboardName = textOf(inputs.dashboardName);
  const DashboardBody = textOf(inputs.dashboardBody);
  await step(`putting CloudWatch Dashboard (${DashboardName})`, () =>
    client.send(new sdk.PutDashboardCommand({ DashboardName, DashboardBody })),
  );
}

/** Undefined for what is no JSON. */
function meaningOf(body: string | undefined): string | undefined {
  try {
    return canonicalJson(JSON.parse(body ?? ""));
  } catch {
    return undefined;
  }
}

function isSameBody(one: string | undefined, other: string | undefined): boolean {
  const meaning = meaningOf(one);
  return meaning !== undefined && meaning === meaningOf(other);
}
