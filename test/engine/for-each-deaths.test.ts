// Tasks that run for each item of a list, planned or as the definition has them, whose engine is dropped before and after
// each of its commits, suspended on the way or cancelled: they end as if nothing had happened.
import { describe, expect, test } from "vitest";
import type { FlowDefinition, ReadyTask } from "../../src/engine/index.js";
import type { Decision, TaskCompleteRequest } from "../../src/engine/requests.js";
import { HASTY_STORES } from "./hasty-stores.js";
import { flow, json, jsonOf, task } from "./json-payload.js";
import { type Death, MortalEngines } from "./mortal-engines.js";

const LIST = { literal: json([1, 2, 3]), maxParallel: 2, toleratedFailures: 0, retry: "FAILED_ITEMS" } as const;
const RETRY = {
  maxAttempts: 2,
  initialIntervalMs: 5,
  multiplier: 1,
  maxIntervalMs: 0,
  jitter: 0,
  nonRetryableTypes: [],
};
const NOTHING: Decision = { fired: [], skip: [], globals: {}, message: "" };

const SPEC: FlowDefinition = flow([
  task("first"),
  task("list", ["first"], { forEach: LIST, retry: RETRY }),
  task("planned", [], {
    forEach: { maxParallel: 0, toleratedFailures: 1, retry: "ALL_ITEMS" },
    evaluate: { queue: "judge", phases: ["START", "END"] },
  }),
  task("after", ["list", "planned"]),
]);

/** What fails, and until which try. */
const FAILS: Readonly<Record<string, number>> = { "list[1]": 1, "planned[0]": 9 };

interface Ended {
  readonly state: string;
  readonly tasks: Readonly<Record<string, unknown>>;
}

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  test("every commit may be the end of its engine", async () => {
    const store = make();
    const undisturbed = await runFlow(new MortalEngines(store, "never"), "never");
    expect(undisturbed.state).toBe("SUCCEEDED");
    expect(undisturbed.tasks).toMatchObject({
      list: { state: "SUCCEEDED", attempt: 2, result: ["list[0]", "list[1]", "list[2]"] },
      "list[1]": { state: "SUCCEEDED", tries: 1, item: 2 },
      planned: { state: "SUCCEEDED", result: [null, "planned[1]"] },
      "planned[1]": { item: "b" },
      after: { state: "SUCCEEDED" },
    });
    for (const death of ["before", "after"] as const) {
      const engines = new MortalEngines(store, death);
      expect(await runFlow(engines, death)).toEqual(undisturbed);
      expect(engines.deaths).toBeGreaterThan(20);
    }
  });

  test("suspended and resumed between its commits it ends the same", async () => {
    const store = make();
    const undisturbed = await runFlow(new MortalEngines(store, "never"), "never");
    for (const death of ["before", "after"] as const) {
      const engines = new MortalEngines(store, death);
      let turns = 0;
      const disturbed = await runFlow(engines, death, async (flowId) => {
        turns += 1;
        await engines.call((engine) => engine.suspendFlow({ flowId, requestId: `off ${turns}` }));
        await engines.call((engine) => engine.resumeFlow({ flowId, requestId: `on ${turns}` }));
      });
      expect(disturbed).toEqual(undisturbed);
    }
  });

  test("cancelled with items under way, all of them end", async () => {
    const store = make();
    for (const death of ["before", "after"] as const) {
      const engines = new MortalEngines(store, death);
      let turns = 0;
      const { state, tasks } = await runFlow(engines, death, async (flowId) => {
        turns += 1;
        if (turns < 5) return;
        await engines.call((engine) => engine.cancelFlow({ flowId, requestId: "away", graceMs: 0 }));
      });
      expect(state).toBe("CANCELLED");
      expect(Object.values(tasks)).not.toContainEqual(expect.objectContaining({ open: true }));
    }
  });
});

/** Does its tasks one at a time, and asks again where nobody answers; `between` happens before each. */
async function runFlow(
  engines: MortalEngines,
  flowId: Death,
  between: (flowId: string) => Promise<void> = () => Promise.resolve(),
): Promise<Ended> {
  await engines.call((engine) => engine.run({ flowId, requestId: "r", definition: { kind: "spec", spec: SPEC } }));
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
  if (phase === "END") return { ...key, decision: NOTHING };
  if (phase === "START" && memo === undefined) {
    return { ...key, decision: { ...NOTHING, plan: { items: [json("a")], more: true } }, memo: json("one page") };
  }
  if (phase === "START") return { ...key, decision: { ...NOTHING, plan: { items: [json("b")] } } };
  const failure = { type: "E", message: "", retryable: true, causes: [] };
  if (tries < (FAILS[taskId] ?? 0)) return { ...key, outcome: { kind: "failure", failure } };
  return { ...key, outcome: { kind: "result", result: json(taskId) } };
}

async function ended(engines: MortalEngines, flowId: Death): Promise<Ended> {
  const details = await engines.call((engine) => engine.getFlowDetails({ flowId, view: "FULL", pageSize: 100 }));
  const tasks = details.tasks.map(({ taskId, state, tries, attempt, endTime, failure, result, item }) => [
    taskId,
    {
      state,
      tries,
      attempt,
      failure: failure?.type,
      result: jsonOf(result),
      item: jsonOf(item),
      open: endTime === undefined,
    },
  ]);
  return { state: details.flow.state, tasks: Object.fromEntries(tasks) };
}
