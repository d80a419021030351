/**
 * Definitions within definitions: what is refused, what is kept of them, and that they are numbered and told apart.
 */
import { expect, test } from "vitest";
import {
  canonicalDefinition,
  decodeDefinition,
  definitionDigest,
} from "../../src/core/definition/canonical-definition.js";
import { compileDefinition } from "../../src/core/definition/compiled-definition.js";
import type { FlowDefinition, TaskDefinition } from "../../src/core/definition/definition.js";
import { definitionWarnings } from "../../src/core/definition/definition-warnings.js";
import { takeIn, validateDefinition } from "../../src/core/definition/validate-definition.js";
import { childFlowId, rootFlowId } from "../../src/core/state/nesting.js";
import { flow, noop, task } from "./definitions.js";

function nested(name: string, within: FlowDefinition, fields: Partial<TaskDefinition> = {}): TaskDefinition {
  return noop(name, { flow: within, ...fields });
}

function within(depth: number): FlowDefinition {
  return depth === 0 ? flow([task("x")]) : flow([nested("a", within(depth - 1))]);
}

function faultsOf(definition: FlowDefinition): string[] {
  return validateDefinition(definition).map(({ path, reason, message }) => `${path} ${reason}: ${message}`);
}

test("32 flows may be within each other, one more is refused by its place", () => {
  expect(faultsOf(within(32))).toEqual([]);
  const path = Array.from({ length: 33 }, () => "tasks[0].flow").join(".");
  expect(faultsOf(within(33))).toEqual([`${path} LIMIT_EXCEEDED: must be at most 32 flows within each other, got 33`]);
});

test("tasks within count as tasks of the whole", () => {
  const { taskCount } = takeIn(
    flow([nested("a", flow([task("x"), nested("b", flow([task("y"), task("z")]))])), task("c")]),
  );
  expect(taskCount).toBe(6);
});

test.each<[string, TaskDefinition, string]>([
  [
    "two kinds of work",
    task("a", { flow: flow([]) }),
    "tasks[0] INVALID_FIELD: must name one of type, flow and flow_digest",
  ],
  ["what is no digest", noop("a", { flowDigest: "d" }), "tasks[0].flow_digest INVALID_FIELD: must be a digest of 64"],
  ["what is no definition", noop("a", { flow: 1 as never }), "tasks[0].flow INVALID_FIELD: must be an object, got 1"],
  ["a queue", nested("a", flow([]), { queue: "q" }), "tasks[0].queue INVALID_FIELD: must be empty for a nested flow"],
  [
    "a heartbeat",
    nested("a", flow([]), { timeouts: { heartbeatMs: 1 } }),
    "tasks[0].timeouts.heartbeat INVALID_FIELD: must be absent for a nested flow",
  ],
  ["a no-op that spawns", noop("a", { dynamicFlow: true }), "tasks[0].dynamic_flow INVALID_FIELD: must be false where"],
  ["a flow that spawns", nested("a", flow([]), { dynamicFlow: true }), "tasks[0].dynamic_flow INVALID_FIELD"],
  ["a task that suspends nobody", task("a", { suspendParent: true }), "tasks[0].suspend_parent INVALID_FIELD"],
  [
    "a flag that is none",
    task("a", { dynamicFlow: 1 as never }),
    "tasks[0].dynamic_flow INVALID_FIELD: must be true or",
  ],
  ["a fault within", nested("a", flow([task("x"), task("x")])), "tasks[0].flow.tasks[1].name DUPLICATE_TASK"],
])("%s is refused", (_what, one, fault) => {
  expect(faultsOf(flow([one])).join("\n")).toContain(fault);
});

test("what is kept of a definition within is what was given, in its canonical form", () => {
  const inner = flow([task("x", { queue: "work" }), task("y", { dependsOn: ["x"] })]);
  const tasks = [
    nested("a", inner, { input: { data: Buffer.from("1"), contentType: "application/json", metadata: {} } }),
    noop("b", { flowDigest: "0".repeat(64), suspendParent: true }),
    task("c", { dynamicFlow: true }),
    task("d", { dynamicFlow: false, suspendParent: false }),
  ];
  const bytes = canonicalDefinition(flow(tasks));
  const decoded = decodeDefinition(bytes);
  expect(Buffer.compare(canonicalDefinition(decoded), bytes)).toBe(0);
  const [a, b, c, d] = decoded.tasks;
  // A queue that repeats the type is left out, within as outside.
  expect(a?.flow?.tasks[0]).not.toHaveProperty("queue");
  expect([b?.flowDigest, b?.suspendParent, c?.dynamicFlow]).toEqual(["0".repeat(64), true, true]);
  expect(d).not.toHaveProperty("dynamicFlow");
  const plain = flow([task("x"), task("y", { dependsOn: ["x"] })]);
  expect(definitionDigest(canonicalDefinition(a?.flow ?? flow([])))).toBe(definitionDigest(canonicalDefinition(plain)));
});

test("a task that runs as a flow is not among what is ready at once, and waits where no caller can ask", () => {
  const compiled = compileDefinition(flow([nested("a", flow([])), task("b")]), "digest", 0);
  expect([compiled.firstBatch, compiled.nests]).toEqual([[1], true]);
  expect(compiled.nodes[0]?.queue).toMatch(/^\p{Cc}/u);
  expect(compileDefinition(flow([task("b")]), "digest", 0).nests).toBe(false);
});

test("warnings within are told by their place", () => {
  const inner = flow([task("x", { timeouts: { runMs: 10, attemptMs: 5 } })]);
  expect(definitionWarnings(flow([nested("a", inner, { needsFlowInput: true })]))).toEqual([
    "tasks[0].needs_flow_input: has no effect on a nested flow",
    "tasks[0].flow.tasks[0].timeouts.run: 10 ms never pass before attempt, which is 5 ms",
  ]);
});

test("a flow's id tells the flow at the top, and nothing else leads to it", () => {
  const parent = { flowId: "top", incarnation: "i", segment: 0 };
  const id = childFlowId(parent, 3, 1);
  expect(id).toMatch(/^top~\d{1,20}$/);
  const grandchild = childFlowId({ ...parent, flowId: id }, 0, 1);
  expect([rootFlowId(id), rootFlowId(grandchild), rootFlowId("top")]).toEqual(["top", "top", "top"]);
  const others = [
    childFlowId(parent, 3, 2),
    childFlowId(parent, 4, 1),
    childFlowId({ ...parent, segment: 1 }, 3, 1),
    childFlowId({ ...parent, incarnation: "j" }, 3, 1),
  ];
  expect(new Set([id, grandchild, ...others]).size).toBe(6);
});
