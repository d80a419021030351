// Long lists, literal, computed and planned, of which the state has a few items at a time, whose engine is dropped before and
// after each of its commits; suspended on the way, cancelled, and run again: all ends as if nothing had happened.
import { describe, expect, test } from "vitest";
import type { ListBounds } from "../../src/core/definition/list-bounds.js";
import { SEGMENT_BOUNDS } from "../../src/core/definition/stored-form.js";
import type { FlowDefinition, ReadyTask } from "../../src/engine/index.js";
import type { Decision, TaskCompleteRequest } from "../../src/engine/requests.js";
import { HASTY_STORES } from "./hasty-stores.js";
import { flow, json, jsonOf, task } from "./json-payload.js";
import { beforeAndAfter, type Death, MortalEngines } from "./mortal-engines.js";

const LISTS: ListBounds = { wholeItems: 3, blockItems: 2, openItems: 3, endedItems: 1 };
const OPTIONS = { segmentBounds: { ...SEGMENT_BOUNDS, lists: LISTS } };
const RETRY = { initialIntervalMs: 5, multiplier: 1, maxIntervalMs: 0, jitter: 0, nonRetryableTypes: [] };
const NOTHING: Decision = { fired: [], skip: [], globals: {}, message: "" };
const LARGE = "-".repeat(2_000);

const SPEC: FlowDefinition = flow([
  task("first"),
  task("literal", ["first"], {
    forEach: { literal: json([1, 2, 3, 4, 5]), maxParallel: 2, toleratedFailures: 0, retry: "FAILED_ITEMS" },
    retry: { ...RETRY, maxAttempts: 2 },
  }),
  task("computed", ["first"], {
    forEach: { expression: "tasks.first.result", maxParallel: 0, toleratedFailures: 1, retry: "ALL_ITEMS" },
  }),
  task("planned", [], {
    forEach: { maxParallel: 0, toleratedFailures: 1, retry: "ALL_ITEMS" },
    evaluate: { queue: "judge", phases: ["START"] },
  }),
  task("after", ["literal", "computed", "planned"]),
]);

/** What fails, and until which try. */
const FAILS: Readonly<Record<string, number>> = { "literal[1]": 1, "literal[4]": 1, "planned[0]": 9 };

interface Ended {
  readonly state: string;
  readonly tasks: Readonly<Record<string, unknown>>;
}

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  test("every commit may be the end of its engine", async () => {
    const store = make();
    const undisturbed = await runFlow(new MortalEngines(store, "never", OPTIONS), "never");
    expect(undisturbed.state).toBe("SUCCEEDED");
    expect(undisturbed.tasks).toMatchObject({
      literal: { state: "SUCCEEDED", attempt: 2, items: 5, result: undefined },
      "literal[0]": { state: "SUCCEEDED", attempt: 1, item: 1, result: "literal[0]" },
      "literal[4]": { state: "SUCCEEDED", attempt: 2, item: 5, result: "literal[4]" },
      computed: { state: "SUCCEEDED", items: 4 },
      "computed[2]": { item: { text: LARGE, of: 2 }, result: "computed[2]" },
      planned: { state: "SUCCEEDED", items: 4 },
      "planned[0]": { state: "FAILED", item: "a" },
      "planned[3]": { item: LARGE, result: "planned[3]" },
      after: { state: "SUCCEEDED" },
    });
    await beforeAndAfter(async (death) => {
      const engines = new MortalEngines(store, death, OPTIONS);
      expect(await runFlow(engines, death)).toEqual(undisturbed);
      expect(engines.deaths).toBeGreaterThan(30);
    });
  });

  test("suspended and resumed between its commits it ends the same", async () => {
    const store = make();
    const undisturbed = await runFlow(new MortalEngines(store, "never", OPTIONS), "never");
    const engines = new MortalEngines(store, "after", OPTIONS);
    let turns = 0;
    const disturbed = await runFlow(engines, "after", async (flowId) => {
      turns += 1;
      await engines.call((engine) => engine.suspendFlow({ flowId, requestId: `off ${turns}` }));
      await engines.call((engine) => engine.resumeFlow({ flowId, requestId: `on ${turns}` }));
    });
    expect(disturbed).toEqual(undisturbed);
  });

  test("cancelled with items under way all of them end, and run again from there", async () => {
    const store = make();
    await beforeAndAfter(async (death) => {
      const engines = new MortalEngines(store, death, OPTIONS);
      let turns = 0;
      const cancelled = await runFlow(engines, death, async (flowId) => {
        turns += 1;
        if (turns < 9) return;
        await engines.call((engine) => engine.cancelFlow({ flowId, requestId: "away", graceMs: 0 }));
      });
      expect(cancelled.state).toBe("CANCELLED");
      expect(Object.values(cancelled.tasks)).not.toContainEqual(expect.objectContaining({ open: true }));
      await engines.call((engine) => engine.retryFlow({ flowId: death, requestId: "again", items: "ALL_ITEMS" }));
      const { state, tasks } = await work(engines, death);
      expect(state).toBe("SUCCEEDED");
      for (const name of ["literal", "computed"]) {
        const items = Object.entries(tasks).filter(([taskId]) => taskId.startsWith(`${name}[`));
        for (const [taskId, item] of items) expect(item).toMatchObject({ state: "SUCCEEDED", result: taskId });
      }
    });
  });
});

type Between = (flowId: string) => Promise<void>;

/** Does its tasks one at a time, and asks again where nobody answers; `between` happens before each. */
async function runFlow(
  engines: MortalEngines,
  flowId: Death,
  between: Between = () => Promise.resolve(),
): Promise<Ended> {
  await engines.call((engine) => engine.run({ flowId, requestId: "r", definition: { kind: "spec", spec: SPEC } }));
  return work(engines, flowId, between);
}

async function work(engines: MortalEngines, flowId: Death, between: Between = () => Promise.resolve()): Promise<Ended> {
  for (;;) {
    const poll = { queues: ["work", "judge"], flowId, sessionId: flowId, maxTasks: 1, includeHeld: true, waitMs: 50 };
    const { tasks } = await engines.call((engine) => engine.pollReadyTasks(poll));
    for (const ready of tasks) {
      const requestId = `${ready.taskId} ${ready.phase ?? ""} ${ready.attempt}`;
      await engines.call((engine) => engine.taskComplete({ ...completionOf(ready), requestId }));
    }
    const { flow: now } = await engines.call((engine) => engine.getFlowDetails({ flowId }));
    if (now.endTime !== undefined) return ended(engines, flowId);
    if (tasks.length > 0) await between(flowId);
  }
}

function completionOf({ flowId, taskId, claimToken, phase, memo, tries }: ReadyTask): TaskCompleteRequest {
  const key = { flowId, taskId, claimToken };
  if (phase === "START" && memo === undefined) {
    const plan = { items: [json("a"), json(LARGE), json("c")], more: true } as const;
    return { ...key, decision: { ...NOTHING, plan }, memo: json("one page") };
  }
  if (phase === "START") return { ...key, decision: { ...NOTHING, plan: { items: [json(LARGE)] } } };
  const failure = { type: "E", message: "", retryable: true, causes: [] };
  if (tries < (FAILS[taskId] ?? 0)) return { ...key, outcome: { kind: "failure", failure } };
  const items = [0, 1, 2, 3].map((of) => ({ text: LARGE, of }));
  return { ...key, outcome: { kind: "result", result: json(taskId === "first" ? items : taskId) } };
}

async function ended(engines: MortalEngines, flowId: Death): Promise<Ended> {
  const details = await engines.call((engine) => engine.getFlowDetails({ flowId, view: "FULL", pageSize: 100 }));
  const tasks = details.tasks.map(({ taskId, state, tries, attempt, endTime, failure, result, item, itemCount }) => [
    taskId,
    {
      ...{ state, tries, attempt, items: itemCount, failure: failure?.type },
      ...{ result: jsonOf(result), item: jsonOf(item), open: endTime === undefined },
    },
  ]);
  return { state: details.flow.state, tasks: Object.fromEntries(tasks) };
}
