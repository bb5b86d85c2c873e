import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { serviceDifferences } from "../../runbook/diff/serviceDifferences";
import { productionSettings } from "../component/fixtures";

describe("deployment alarms in diff", () => {
  const live = (alarms?: { alarmNames: string[]; enable: boolean; rollback: boolean }) => ({
    deploymentConfiguration: { alarms },
  });
  const differences = (wanted: string[], service: object) =>
    serviceDifferences(productionSettings({ deployment: { alarms: wanted } }), service)
      .filter(({ path }) => path[1] === "alarms")
      .map(({ kind, live, wanted }) => [kind, live, wanted]);

  it("are compared without their order; alarms that are switched off are none", () => {
    deepEqual(differences([], live()), []);
    deepEqual(differences([], live({ alarmNames: ["a"], enable: false, rollback: false })), []);
    deepEqual(differences(["a", "b"], live({ alarmNames: ["b", "a"], enable: true, rollback: true })), []);
    deepEqual(differences(["a"], live()), [["added", undefined, "a (with rollback)"]]);
    deepEqual(differences([], live({ alarmNames: ["a"], enable: true, rollback: false })), [
      ["removed", "a (without rollback)", undefined],
    ]);
    deepEqual(differences(["a"], live({ alarmNames: ["a"], enable: true, rollback: false })), [
      ["changed", "a (without rollback)", "a (with rollback)"],
    ]);
  });
});
