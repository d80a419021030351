// The demo says that every task was done exactly once: what makes it say otherwise.
import { describe, expect, test } from "vitest";
import { brokenClaims } from "../../examples/demo/check-claims.mjs";
import { inventoryFlow } from "../../examples/demo/inventory-flow.mjs";
import { reportLines } from "../../examples/demo/report.mjs";

const sha256 = "d1";
const measure = {
  path: "node_modules/a",
  name: "a",
  version: "1.0.0",
  license: "MIT",
  license_file: true,
  files: 2,
  bytes: 2_500_000,
  sha256,
};
const bill = {
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  components: [{ "bom-ref": measure.path, properties: [{ name: "installed:sha256", value: sha256 }] }],
};

function task(taskId: string, more: object) {
  const times = { startTime: 10, endTime: 20, dependsOn: [] };
  return { taskId, name: taskId, state: "SUCCEEDED", attempt: 1, attempts: [], ...times, ...more };
}

const a = task("a", { result: [measure] });
const join = task("join", { startTime: 30, endTime: 40, dependsOn: ["a"] });
const ran = { taskId: "a", attempt: 1, claimToken: "1.x" };
const good = {
  flow: { state: "SUCCEEDED" },
  tasks: [a, join],
  runs: [ran, { ...ran, taskId: "join" }],
  packages: [measure.path],
  bill,
};

function broken(change: object): readonly string[] {
  // Only the fields that the check reads are given.
  return brokenClaims({ ...good, ...change } as unknown as Parameters<typeof brokenClaims>[0]);
}

describe("brokenClaims", () => {
  test("is content with a run where everything holds", () => {
    expect(broken({})).toEqual([]);
  });

  test.each([
    ["a flow that failed", { flow: { state: "FAILED", failure: { message: "why" } } }, "the flow is FAILED: why"],
    ["a task that did not end", { tasks: [a, { ...join, state: "READY" }] }, "task join is READY"],
    ["a task that nobody ran", { runs: [ran] }, "task join was run 0 times"],
    ["a task that was run twice", { runs: [...good.runs, ran] }, "task a was run 2 times"],
    [
      "a second outcome",
      { tasks: [{ ...a, attempt: 2, attempts: [{ attempt: 1, end: "SUCCEEDED" }] }, join] },
      "attempt 1 of task a succeeded before attempt 2",
    ],
    [
      "a task before its dependency",
      { tasks: [a, { ...join, startTime: 15 }] },
      "task join started before a had ended",
    ],
    ["a bill of another kind", { bill: {} }, "the bill is no CycloneDX 1.5"],
    ["a package that the bill lacks", { bill: { ...bill, components: [] } }, "the bill lists 0 of 1"],
    [
      "a digest that nobody found",
      { tasks: [{ ...a, result: [{ ...measure, sha256: "d2" }] }, join] },
      "the bill does not have what was found in node_modules/a",
    ],
  ])("names %s", (_, change, claim) => {
    expect(broken(change)).toContain(claim);
  });
});

test("makes one task for a circle of packages, and one that waits for all", () => {
  const installed = (path: string, ...dependencies: readonly string[]) => ({
    path: `node_modules/${path}`,
    name: path,
    version: "1.0.0",
    license: "",
    dependencies: dependencies.map((name) => `node_modules/${name}`),
  });
  const packages = [installed("a", "b"), installed("b", "c"), installed("c", "b"), installed("d")];
  const flow = inventoryFlow(packages, { name: "root", version: "1" });
  expect(flow).toMatchObject({ tasks: 4, edges: 4, cycles: 1 });
  expect(flow.definition).toMatchObject({
    tasks: [
      { name: "b and 1 around it", input: { paths: ["node_modules/b", "node_modules/c"] }, depends_on: [] },
      { name: "a", depends_on: ["b and 1 around it"] },
      { name: "d", depends_on: [] },
      { name: "bill-of-materials", depends_on: ["b and 1 around it", "a", "d"] },
    ],
  });
});

test("reports the figures of the run", () => {
  const figures = { flow: { definition: {}, tasks: 2, edges: 1, cycles: 0 }, runs: good.runs, measures: [measure] };
  const rest = { tasks: [a, { ...join, attempt: 3 }], licences: [{ license: "MIT", packages: 1 }] };
  // Of the tasks, only their attempts are counted.
  const given = { ...figures, ...rest, kills: 1, restartMs: 900.4, seconds: 12.34 } as unknown;
  const lines = reportLines(given as Parameters<typeof reportLines>[0]).map((line) => line.replace(/\s+/g, " "));
  expect(lines).toEqual(
    expect.arrayContaining([
      "MIT 1",
      "tasks 2",
      "redeliveries 2",
      "restart 900 ms",
      "megabytes hashed 2.5",
      "seconds 12.3",
    ]),
  );
});
