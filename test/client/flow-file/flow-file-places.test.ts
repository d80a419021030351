// Where the fields of a flow file stand in its text.
import { expect, test } from "vitest";
import { flowFilePlaces } from "../../../src/client/flow-file/flow-file-places.js";

const YAML = `name: demo
labels: {"a b": x, c: y}
default: &retry {max_attempts: 3}
tasks:
  - name: first
    type: w
    retry: *retry
  - {name: second, type: w, depends_on: first}
  - {name: third, type: w, depends_on: [first, {task: second}]}
`;

test.each([
  ["name", 1, 7],
  ['labels["a b"]', 2, 17],
  ["labels key", 2, 9],
  ["tasks", 5, 3],
  ["tasks[0]", 5, 5],
  ["tasks[0].name", 5, 11],
  // Not there: the task that lacks it.
  ["tasks[0].queue", 5, 5],
  // By an alias: where the value is written.
  ["tasks[0].retry.max_attempts", 3, 32],
  // Short forms: one for a list, a text for a mapping.
  ["tasks[1].depends_on[0].task", 8, 41],
  ["tasks[2].depends_on[0].task", 9, 41],
  ["tasks[2].depends_on[1].task", 9, 55],
  ["tasks[9].name", 5, 3],
  ["", 1, 1],
])("%j is at %i:%i", (path, line, column) => {
  expect(flowFilePlaces(YAML)(path)).toEqual({ line, column });
});

test("JSON has places, too, and columns count code points", () => {
  expect(flowFilePlaces('{"name": "😀", "tasks": [{"name": 1}]}')("tasks[0].name")).toEqual({ line: 1, column: 34 });
});
