import { deepEqual, equal, match } from "node:assert/strict";
import { componentType, logGroupType, serviceType, taskDefinitionType } from "../../components/ownership";
import { OwnServices, type OwnResource } from "../../program/ownParts";
import { productionSettings } from "./fixtures";

const urn = (type: string, name: string) => `urn:pulumi:prod::agenticmem::${type}::${name}`;

/** A component with its service, as the state has them. */
const recorded = (component: string, service = `${component}-service`): OwnResource[] => [
  { type: componentType, urn: urn(componentType, component), outputs: {} },
  {
    type: serviceType,
    urn: urn(`${componentType}$${serviceType}`, `${component}-service`),
    outputs: { name: service, cluster: "arn:aws:ecs:us-west-2:111122223333:cluster/agenticmem-cluster" },
  },
  {
    type: taskDefinitionType,
    urn: urn(`${componentType}$${taskDefinitionType}`, `${component}-task`),
    outputs: { family: `${component}-task` },
  },
];

const named = (service: string) => productionSettings({ service });
const urnsOf = (parts: object[]) => parts.map((part) => (part as OwnResource).urn.split("::").at(-1));

describe("what the state has of several services", () => {
  it("is told apart, even where one is named like a child of another", () => {
    const state = [...recorded("app-web"), ...recorded("app-web-service")];
    const own = new OwnServices(state, ["app-web", "app-web-service"]);
    deepEqual(urnsOf(own.partsOf("app-web", named("app-web-service")).parts), [
      "app-web",
      "app-web-service",
      "app-web-task",
    ]);
    deepEqual(urnsOf(own.partsOf("app-web-service", named("app-web-service-service")).parts), [
      "app-web-service",
      "app-web-service-service",
      "app-web-service-task",
    ]);
  });

  it("is nothing of what else the stack has made", () => {
    const role = {
      type: "aws:iam/role:Role",
      urn: urn("agenticmem:ecs:Foundation$aws:iam/role:Role", "app-web-role"),
      outputs: {},
    };
    const own = new OwnServices([...recorded("app-web"), ...recorded("app-worker"), role], ["app-web", "app-worker"]);
    equal(own.partsOf("app-web", named("app-web-service")).parts.includes(role), false);
  });

  it("is all there is for the only one, as long as there was one", () => {
    const state = recorded("app");
    deepEqual(new OwnServices(state, ["other"]).partsOf("other", named("other-service")), { parts: state });
    deepEqual(new OwnServices(state, ["other"]).givenUp([{ parts: state }]), []);
  });

  it("is that of the component that had the same service in AWS, when its key is another one", () => {
    const state = [...recorded("app-web"), ...recorded("app-worker")];
    const own = new OwnServices(state, ["app-front", "app-worker"]);
    const { parts, formerName } = own.partsOf("app-front", named("app-web-service"));
    deepEqual([urnsOf(parts), formerName], [["app-web", "app-web-service", "app-web-task"], "app-web"]);
    deepEqual(own.givenUp([{ parts, formerName }]), []);
  });

  it("is nothing for a new service, and the name of another that goes on is not taken", () => {
    const state = [...recorded("app-web"), ...recorded("app-worker")];
    const own = new OwnServices(state, ["app-web", "app-new", "app-worker"]);
    deepEqual(own.partsOf("app-new", named("app-new-service")), { parts: [] });
    deepEqual(own.partsOf("app-new", named("app-web-service")), { parts: [] });
  });

  it("is said to be deleted with its logs, where the stack made their group", () => {
    const logs = {
      type: logGroupType,
      urn: urn(`${componentType}$${logGroupType}`, "app-worker-logs"),
      outputs: { name: "/ecs/app-worker" },
    };
    const state = [...recorded("app-web"), ...recorded("app-worker"), logs];
    const own = new OwnServices(state, ["app-web"]);
    const [warning = ""] = own.givenUp([own.partsOf("app-web", named("app-web-service"))]);
    match(warning, /deleted with all its tasks, and log group \/ecs\/app-worker with all that was logged$/);
  });

  it("is said to be deleted when nothing in the config makes it", () => {
    const state = [...recorded("app-web"), ...recorded("app-worker")];
    const own = new OwnServices(state, ["app-web"]);
    const [warning = "", ...more] = own.givenUp([own.partsOf("app-web", named("app-web-service"))]);
    match(
      warning,
      /^service app-worker-service in cluster agenticmem-cluster is no longer in the config: it is deleted/,
    );
    deepEqual(more, []);
  });
});
