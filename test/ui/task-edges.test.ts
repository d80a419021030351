/**
 * The edges at a task in words, spelled at either end.
 */
import { expect, test } from "vitest";
import { parseFlowFile } from "../../src/client/flow-file/parse-flow-file.js";
import { edgesAt } from "../../ui/src/task/task-edges.js";

const spec = parseFlowFile(`
allow_cycles: true
tasks:
  - { name: start, noop: , next: poll }
  - name: poll
    type: http
    next:
      - { to: poll, on: failure }
      - { to: report, on: [success, skip], condition: "result.n > 3.0" }
      - { target: pause, on: skip, message: nobody was asked }
      - { target: fail, on: failure, condition: "failure.type == 'Gone'" }
  - name: report
    type: store
  - name: log
    type: store
    depends_on: { task: poll, on: completion, condition: "true" }
`);

test("an edge has its task, its outcomes and its condition, and one that leads to no task what it does", () => {
  expect(edgesAt(spec, "poll").onward).toEqual([
    { task: "log", words: "on completion", condition: "true" },
    { task: "poll", words: "on failure", condition: "" },
    { task: "report", words: "on success, skip", condition: "result.n > 3.0" },
    { task: "", words: "on skip, the flow pauses: nobody was asked", condition: "" },
    { task: "", words: "on failure, the flow fails", condition: "failure.type == 'Gone'" },
  ]);
});

test("what leads to a task is told there, too, a task that leads to itself included", () => {
  expect(edgesAt(spec, "poll").hither).toEqual([
    { task: "start", words: "on success", condition: "" },
    { task: "poll", words: "on failure", condition: "" },
  ]);
  expect(edgesAt(spec, "log").hither).toEqual([{ task: "poll", words: "on completion", condition: "true" }]);
});

test("a task that the definition does not have, as of a plan, has none", () => {
  expect(edgesAt(spec, "other")).toEqual({ hither: [], onward: [] });
});
