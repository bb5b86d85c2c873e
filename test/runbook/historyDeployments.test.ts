import { deepEqual } from "node:assert/strict";
import type { DeploymentMade } from "../../runbook/history/deployedAtEnd";
import { linkUpdates, type Link } from "../../runbook/history/link";
import type { RegisteredRevision } from "../../runbook/history/registrations";
import type { StackUpdate } from "../../runbook/history/stackUpdate";
import { at, none, nothingMade, revision, to, update } from "./support/pastInSeconds";

describe("the link from an update to its revision, where ECS remembers the deployments", () => {
  const deployed = (number: number, seconds: number) => ({ revision: `app:${number}`, createdAt: at(seconds) });
  const linked = (updates: StackUpdate[], revisions: RegisteredRevision[], deployments: DeploymentMade[]) =>
    Object.fromEntries(linkUpdates(updates.toReversed(), { revisions, deployments }, "agenticmem"));
  const completed = update(2, 1000, 1100, nothingMade);

  const cases: [what: string, Parameters<typeof linked>, expected: Link][] = [
    [
      "is that of the update that was killed, when its deployment came last",
      [
        [update(1, 0, 100), completed],
        [revision(1, 50), revision(2, 900)],
        [deployed(1, 60), deployed(2, 910)],
      ],
      to(2, 1),
    ],
    [
      "is that of the killed one too when the service was updated only afterwards",
      [
        [update(1, 0, 100), { ...completed, resourceChanges: { update: 1, same: 3 } }],
        [revision(1, 50), revision(2, 900)],
        [deployed(1, 60), deployed(2, 1020)],
      ],
      to(2, 1),
    ],
    [
      "is the one before when somebody has only registered another one",
      [[update(1, 0, 100), completed], [revision(1, 50), revision(2, 900)], [deployed(1, 60)]],
      to(1, 1),
    ],
    [
      "is the one before when somebody's change was undone by the update",
      [
        [update(1, 0, 100), completed],
        [revision(1, 50), revision(2, 900)],
        [deployed(1, 60), deployed(2, 910), deployed(1, 1020)],
      ],
      to(1, 1),
    ],
    [
      "stays uncertain when both were deployed within the tolerance",
      [
        [update(1, 0, 100), update(2, 1000, 1010, nothingMade)],
        [revision(1, 50), revision(2, 995)],
        [deployed(1, 60), deployed(1, 955), deployed(2, 998)],
      ],
      { kind: "ambiguous", names: ["app:1", "app:2"], by: 1 },
    ],
    [
      "is the one before when an update replaced something else while somebody registered one",
      [[update(1, 0, 100), update(2, 1000, 1100)], [revision(1, 50), revision(2, 1050)], [deployed(1, 60)]],
      to(1, 1),
    ],
    [
      "is found for an update whose clock differs",
      [
        [update(1, 0, 100), update(2, 1000, 1200)],
        [revision(1, 50), revision(2, 950)],
        [deployed(1, 60), deployed(2, 960)],
      ],
      to(2, 2),
    ],
    [
      "is none when that revision is deleted",
      [
        [update(1, 0, 100), completed, update(3, 2000, 2100)],
        [revision(1, 50), revision(3, 2050)],
        [deployed(1, 60), deployed(2, 910), deployed(3, 2060)],
      ],
      none,
    ],
    [
      "is uncertain when what ECS remembers contradicts the times",
      [[update(1, 0, 100), completed], [revision(1, 50), revision(2, 60, "512", "1024")], [deployed(2, 70)]],
      { kind: "ambiguous", names: ["app:1", "app:2"], by: 1 },
    ],
  ];
  for (const [what, given, expected] of cases) it(what, () => deepEqual(linked(...given)[2], expected));

  it("is not the only one that is known, when what the stack had before is not", () => {
    const made = { resourceChanges: { create: 1, same: 4 } };
    const links = linked(
      [update(1, 64, 69, made), update(2, 71, 76)],
      [revision(1, 3), revision(2, 72)],
      [deployed(1, 4), deployed(2, 73)],
    );
    deepEqual(links, { 1: { kind: "ambiguous", names: ["app:2", "app:1"], by: 1 }, 2: to(2, 2) });
  });

  it("is not the only one that is known, when another one that is deleted was only the likeliest", () => {
    const links = linked(
      [update(1, 0, 100), update(2, 1000, 1100), update(3, 4000, 4100)],
      [revision(1, 50), revision(3, 2000)],
      [deployed(3, 3000), deployed(1, 4050)],
    );
    deepEqual(links[3], { kind: "ambiguous", names: ["app:3"], by: 2 });
  });
});
