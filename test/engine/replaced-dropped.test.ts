// A flow that begins with how far an earlier run had come, and is replaced, once when it has failed and once while it is
// suspended, whose engine is dropped before and after each of its commits: each run takes the place of the one before once
// and whole, and nothing is offered under two tokens.
import { describe, expect, test } from "vitest";
import type { FlowDefinition, ReadyTask } from "../../src/engine/index.js";
import type { RunRequest, TaskSnapshot } from "../../src/engine/run-request.js";
import { HASTY_STORES } from "./hasty-stores.js";
import { flow, json, jsonOf, task } from "./json-payload.js";
import { type Death, MortalEngines } from "./mortal-engines.js";

/** More than is kept in the state itself. */
const LARGE = "x".repeat(2_000);
const broken = { type: "Broken", message: "it broke", retryable: true, causes: [] };
const { type: _, ...noop } = task("noop");

const FIRST: FlowDefinition = flow([
  task("c"),
  task("a", ["c"]),
  { ...noop, name: "within", dependsOn: ["c"], flow: flow([task("x")]) },
  task("fails", ["a", "within"]),
]);
/** What failed is not there any more. */
const SECOND: FlowDefinition = flow([
  task("c"),
  task("a", ["c"]),
  task("last", ["a"]),
  task("waits", ["last"]),
  task("new", [], { needsFlowInput: true }),
]);

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  test("every commit of a flow that is replaced may be the end of its engine", async () => {
    const store = make();
    const living = new MortalEngines(store, "never");
    const undisturbed = await story(living, living, "never");
    expect(undisturbed).toMatchObject({
      first: { state: "FAILED", tasks: ["a SUCCEEDED 1", "c SUCCEEDED 1", "fails FAILED 1", "within SUCCEEDED 1"] },
      // Another definition, with what the first had done.
      second: {
        tasks: ["a SUCCEEDED 1", "c SUCCEEDED 1", "last SUCCEEDED 1", "new SUCCEEDED 1", "waits READY 0"],
        results: { a: LARGE, c: LARGE },
      },
      third: {
        state: "SUCCEEDED",
        tasks: ["a SUCCEEDED 1", "c SUCCEEDED 1", "last SUCCEEDED 1", "new SUCCEEDED 1", "waits SUCCEEDED 1"],
      },
      // Of the flow that was within the first nothing is left.
      flows: ["f"],
      inputs: [LARGE],
    });
    for (const death of ["before", "after"] as const) {
      const engines = new MortalEngines(store, death);
      expect(await story(living, engines, death)).toEqual(undisturbed);
      expect(engines.deaths).toBeGreaterThan(10);
    }
  });

  test("every commit of a flow that begins in its middle may be the end of its engine", async () => {
    const store = make();
    const undisturbed = await begun(new MortalEngines(store, "never"), "never");
    expect(undisturbed).toMatchObject({
      state: "REVERTED",
      tasks: ["a REVERTED 5", "b REVERTED 2", "c REVERTED 4", "fails FAILED 1"],
      // The controller's last attempt, what was under way, and then all of it undone.
      offered: [...["a EXECUTE 4", "a REVERT 5", "b REVERT 2", "c EXECUTE 3"], ...["c REVERT 4", "fails EXECUTE 1"]],
    });
    for (const death of ["before", "after"] as const) {
      const engines = new MortalEngines(store, death);
      expect(await begun(engines, death)).toEqual(undisturbed);
      expect(engines.deaths).toBeGreaterThan(5);
    }
  });
});

/** Of a flow whose scope is to be tried once more, and which then fails for good. */
async function begun(engines: MortalEngines, death: Death) {
  const spec = flow([task("b"), task("c", ["b"]), task("a", ["c"], { scope: "s" }), task("fails", ["a"])], {
    failureMode: "REVERT",
    scopes: [{ name: "s", controller: "c", kind: "TIMES", attempts: 2, revertAll: false }],
  });
  const tasks: TaskSnapshot[] = [
    { taskId: "b", state: "SUCCEEDED", attempt: 1, result: json(LARGE) },
    { taskId: "c", state: "SUCCEEDED", attempt: 2, result: json(LARGE) },
    { taskId: "a", state: "FAILED", attempt: 3, failure: broken },
  ];
  const one = new FlowRun(engines, death);
  await one.run(spec, { snapshot: { state: "RUNNING", tasks } });
  await one.work();
  return { ...(await one.told()), offered: one.offered() };
}

/** The first run is none of what is tested: its engine lives. */
async function story(living: MortalEngines, engines: MortalEngines, death: Death) {
  const before = new FlowRun(living, death, "first");
  await before.run(FIRST);
  await before.work();
  const first = await before.told();

  const one = new FlowRun(engines, death);
  const details = await engines.call((engine) => engine.getFlowDetails({ ...one.key, view: "FULL" }));
  const done = details.tasks.filter(({ taskId, state }) => state === "SUCCEEDED" && taskId !== "within");
  const tasks = done.map(({ taskId, attempt, result }): TaskSnapshot => {
    return { taskId, state: "SUCCEEDED", attempt, ...(result !== undefined && { result }) };
  });
  const { revision: expectedRevision } = details.flow;
  await one.run(SECOND, { conflictPolicy: "REPLACE", snapshot: { state: "RUNNING", tasks }, expectedRevision });
  await one.work("waits");
  const suspend = { ...one.key, requestId: "rest" };
  const suspended = await engines.call((engine) => engine.suspendFlow(suspend));
  expect(suspended.flow.state).toBe("SUSPENDED");
  const second = await one.told();

  // Whole and anew, with another input.
  await one.run(SECOND, { conflictPolicy: "REPLACE", input: json(LARGE) });
  await one.work();
  const { flows } = await engines.call((engine) => engine.listFlows({ namespace: one.key.namespace }));
  const all = { first, second, third: await one.told() };
  return { ...all, flows: flows.map(({ flowId }) => flowId), offered: one.offered(), inputs: [...one.inputs] };
}

/** A flow in a namespace of its own, one run after the other, and what was offered of them. */
class FlowRun {
  readonly key: { readonly namespace: string; readonly flowId: string };
  readonly inputs = new Set<unknown>();
  readonly #engines: MortalEngines;
  readonly #tokens = new Map<string, string>();
  readonly #name: string;
  #runs = 0;

  constructor(engines: MortalEngines, death: Death, name = "run") {
    this.#engines = engines;
    this.#name = name;
    this.key = { namespace: `in-${death}`, flowId: "f" };
  }

  async run(spec: FlowDefinition, fields: Partial<RunRequest> = {}): Promise<void> {
    this.#runs += 1;
    const request = {
      ...this.key,
      requestId: `${this.#name} ${this.#runs}`,
      definition: { kind: "spec", spec },
      ...fields,
    };
    await this.#engines.call((engine) => engine.run(request as RunRequest));
  }

  /** Does what is offered one at a time, and asks again where nobody answers; until the flow has ended or this is offered. */
  async work(until?: string): Promise<void> {
    const { namespace } = this.key;
    const poll = { namespace, queues: ["work"], sessionId: "s", maxTasks: 1, includeHeld: true, waitMs: 50 };
    for (;;) {
      if (until !== undefined && (await this.#isReady(until))) return;
      const { tasks } = await this.#engines.call((engine) => engine.pollReadyTasks({ ...poll, kinds: KINDS }));
      for (const ready of tasks) await this.#complete(ready);
      if (tasks.length > 0) continue;
      const { flow: now } = await this.#engines.call((engine) => engine.getFlowDetails(this.key));
      if (now.endTime !== undefined) return;
    }
  }

  offered(): string[] {
    return [...this.#tokens.keys()].map((key) => key.replace(/^\d+ /, "")).toSorted();
  }

  async told() {
    const request = { ...this.key, view: "FULL" } as const;
    const { flow: now, tasks } = await this.#engines.call((engine) => engine.getFlowDetails(request));
    const results = tasks
      .filter(({ taskId }) => taskId !== "within")
      .map(({ taskId, result }) => [taskId, jsonOf(result)]);
    return {
      state: now.state,
      tasks: tasks.map(({ taskId, state, attempt }) => `${taskId} ${state} ${attempt}`).toSorted(),
      results: Object.fromEntries(results) as Readonly<Record<string, unknown>>,
    };
  }

  async #isReady(taskId: string): Promise<boolean> {
    const request = { ...this.key, view: "TASKS", taskIds: [taskId] } as const;
    const { flow: now, tasks } = await this.#engines.call((engine) => engine.getFlowDetails(request));
    const rest = now.counts.filter(({ state }) => state === "READY" || state === "RUNNING");
    return tasks[0]?.state === "READY" && rest.every(({ count }) => count === 1);
  }

  async #complete({ flowId, taskId, claimToken, kind, attempt, flowInput }: ReadyTask): Promise<void> {
    const key = `${this.#runs} ${taskId} ${kind} ${attempt}`;
    expect(this.#tokens.get(key) ?? claimToken).toBe(claimToken);
    this.#tokens.set(key, claimToken);
    if (flowInput !== undefined) this.inputs.add(jsonOf(flowInput));
    const outcome =
      taskId === "fails"
        ? ({ kind: "failure", failure: broken } as const)
        : ({ kind: "result", result: json(LARGE) } as const);
    const { namespace } = this.key;
    const completion = { namespace, flowId, taskId, claimToken, outcome, requestId: key };
    await this.#engines.call((engine) => engine.taskComplete(completion));
  }
}

const KINDS = ["EXECUTE", "REVERT"] as const;
