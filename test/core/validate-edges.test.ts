/**
 * What is refused in edges and joins, and how the fault is named.
 */
import { describe, expect, it } from "vitest";
import type { Edge, FlowDefinition, TaskDefinition } from "../../src/core/definition/definition.js";
import { validateDefinition } from "../../src/core/definition/validate-definition.js";
import { flow, task } from "./definitions.js";

/** "path REASON: message" of everything that is wrong. */
function faultsOf(definition: FlowDefinition): string[] {
  return validateDefinition(definition).map(({ path, reason, message }) => `${path} ${reason}: ${message}`);
}

function to(name: string, fields: Partial<Edge> = {}): Edge {
  return { to: name, message: "", on: ["SUCCESS"], ...fields };
}

function leading(name: string, ...next: readonly Edge[]): TaskDefinition {
  return task(name, { next });
}

const ALL = { kind: "ALL", count: 0, unmet: "FAIL" } as const;

describe("edges and joins", () => {
  it("may be parallel, lead to tasks and targets, and be joined where they meet", () => {
    const target: Edge = { target: "PAUSE", message: "look", on: ["FAILURE"] };
    const tasks = [leading("a", to("b"), to("b"), target), task("b"), task("c", { dependsOn: ["b"], join: ALL })];
    expect(faultsOf(flow(tasks))).toEqual([]);
  });

  it("are bounded in all, dependencies included, where the flow is decided as a whole", () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`);
    const loose = names(1_024).map((name) => task(name));
    const joins = (count: number) => names(128).map((name) => task(`j${name}`, { dependsOn: names(count) }));
    const within = [...loose, ...joins(1_023), leading("a", ...names(128).map((name) => to(name)))];
    expect(faultsOf(flow(within))).toEqual([]);
    const beyond = [...loose, ...joins(1_024), leading("a", to("n0"))];
    expect(faultsOf(flow(beyond))).toEqual([
      "tasks[1152].next UNSUPPORTED: must be absent in a flow of more than 131072 edges",
    ]);
    expect(faultsOf(flow([...loose, ...joins(1_024), task("a", { dependsOn: ["n0"] })]))).toEqual([]);
  });

  const refused: readonly (readonly [string, readonly TaskDefinition[], string])[] = [
    [
      "to a task that is not there",
      [leading("a", to("x"))],
      'tasks[0].next[0].to UNKNOWN_DEPENDENCY: the definition has no task "x"',
    ],
    ["without a name", [leading("a", to(""))], "tasks[0].next[0].to INVALID_FIELD: is required"],
    [
      "to two places",
      [leading("a", to("a2", { target: "FAIL" })), task("a2")],
      "tasks[0].next[0] INVALID_FIELD: must have either a task to lead to or a target",
    ],
    [
      "with a message to a task",
      [leading("a", to("b", { message: "hello" })), task("b")],
      'tasks[0].next[0].message INVALID_FIELD: must be empty for an edge that leads to a task, got "hello"',
    ],
    [
      "on nothing",
      [leading("a", to("b", { on: [] })), task("b")],
      "tasks[0].next[0].on INVALID_FIELD: must name an outcome",
    ],
    [
      "on a dependency's nothing",
      [task("a"), task("b", { dependsOn: [{ task: "a", on: [] }] })],
      "tasks[1].depends_on[0].on INVALID_FIELD: must name an outcome",
    ],
    [
      "of both spellings without a join",
      [leading("a", to("b")), task("b", { dependsOn: ["a"] })],
      "tasks[1].join INVALID_FIELD: is required where depends_on and the next of other tasks meet",
    ],
    [
      "that a join waits for in vain",
      [task("a", { join: ALL })],
      "tasks[0].join INVALID_FIELD: must be absent: no edge leads to the task",
    ],
    [
      "fewer than a join needs",
      [leading("a", to("b"), to("b")), task("b", { join: { kind: "AT_LEAST", count: 2, unmet: "FAIL" } })],
      "tasks[1].join.count INVALID_FIELD: must be from 1 to the number of tasks that edges lead from, 1, got 2",
    ],
    [
      "with a count for a join of all",
      [leading("a", to("b")), task("b", { join: { ...ALL, count: 1 } })],
      "tasks[1].join.count INVALID_FIELD: must be 0 unless kind is AT_LEAST, got 1",
    ],
    [
      "in a circle",
      [leading("s", to("a")), leading("a", to("b")), leading("b", to("a"))],
      "tasks[2].next[0].to CYCLE: the tasks wait for each other in a circle of 2: a -> b -> a",
    ],
  ];
  for (const [what, tasks, fault] of refused) {
    it(`refuses edges ${what}`, () => expect(faultsOf(flow(tasks))).toEqual([fault]));
  }

  it("may lead in circles where that is asked for, from a beginning", () => {
    const loop = [leading("a", to("b")), leading("b", to("a"))];
    expect(faultsOf(flow([leading("s", to("a")), ...loop], { allowCycles: true }))).toEqual([]);
    expect(faultsOf(flow(loop, { allowCycles: true }))).toEqual([
      "tasks INVALID_FIELD: must hold one that no edge leads to: the flow begins with those",
    ]);
  });

  it("are refused in flows that are too large to be decided as a whole, each by its field", () => {
    const many = Array.from({ length: 4096 }, (_, index) => task(`t${index}`));
    const refusal = (...tasks: readonly TaskDefinition[]) => faultsOf(flow([...tasks, ...many]))[0];
    const bound = "in a flow of more than 4096 tasks";
    expect(refusal(leading("a", to("t0")))).toBe(`tasks[0].next UNSUPPORTED: must be absent ${bound}`);
    expect(refusal(task("a", { dependsOn: ["t0"], join: ALL }))).toBe(
      `tasks[0].join UNSUPPORTED: must be absent ${bound}`,
    );
    expect(refusal(task("a", { dependsOn: [{ task: "t0", on: ["SKIP"] }] }))).toBe(
      `tasks[0].depends_on UNSUPPORTED: must name tasks whose success is waited for ${bound}`,
    );
    expect(faultsOf(flow([...many, task("a")], { allowCycles: true }))).toEqual([
      `allow_cycles UNSUPPORTED: must be false ${bound}`,
    ]);
    expect(faultsOf(flow([task("a", { dependsOn: [{ task: "t0", on: ["SUCCESS"] }] }), ...many]))).toEqual([]);
    expect(faultsOf(flow([task("a")], { maxInstances: 1001 }))).toEqual([
      "max_instances LIMIT_EXCEEDED: must be at most 1000 instances, got 1001",
    ]);
  });
});
