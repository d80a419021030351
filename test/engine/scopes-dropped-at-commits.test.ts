// A flow with scopes that are tried again, given up and asked about, whose engine is dropped before and after each of its
// commits: it is undone as if nothing had happened, and nothing is offered under two tokens.
import { describe, expect, test } from "vitest";
import type { FlowDefinition, ReadyTask, TaskCompleteRequest } from "../../src/engine/index.js";
import { HASTY_STORES } from "./hasty-stores.js";
import { flow, json, task } from "./json-payload.js";
import { type Death, MortalEngines } from "./mortal-engines.js";

const plain = { attempts: 0, revertAll: false };

const SPEC: FlowDefinition = flow(
  [
    task("lock"),
    { ...task("outer"), dependsOn: ["lock"], evaluate: { queue: "work", phases: ["FAILURE"] } },
    { ...task("a"), dependsOn: ["outer"], scope: "out" },
    { ...task("inner"), dependsOn: ["a"] },
    { ...task("b"), dependsOn: ["inner"], scope: "in", revertType: "undo" },
    { ...task("c"), dependsOn: ["b"], scope: "in" },
    { ...task("beside"), dependsOn: ["lock"] },
    { ...task("late"), dependsOn: ["c"] },
  ],
  {
    revertFailed: true,
    scopes: [
      { ...plain, name: "out", controller: "outer", kind: "CUSTOM" },
      { ...plain, name: "in", parent: "out", controller: "inner", kind: "TIMES", attempts: 2 },
    ],
  },
);

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  test("every commit of a revert may be the end of its engine", async () => {
    const store = make();
    const undisturbed = await runFlow(new MortalEngines(store, "never"), "never");
    expect(undisturbed.state).toBe("REVERTED");
    expect(undisturbed.tasks).toMatchObject({
      lock: { state: "REVERTED", own: "lock" },
      outer: { state: "REVERTED", history: ["outer: inner", "outer: inner"] },
      inner: { state: "REVERTED", history: ["inner: c", "inner: c"] },
      c: { state: "REVERTED" },
      beside: { state: "REVERTED" },
      late: { state: "PENDING", intent: "REVERT" },
    });
    for (const death of ["before", "after"] as const) {
      const engines = new MortalEngines(store, death);
      expect(await runFlow(engines, death)).toEqual(undisturbed);
      expect(engines.deaths).toBeGreaterThanOrEqual(2 * undisturbed.offered.length);
    }
  });
});

interface Ended {
  readonly state: string;
  readonly tasks: Readonly<Record<string, unknown>>;
  /** What was offered, each once. */
  readonly offered: readonly string[];
}

/** Does what is offered one at a time, and asks again where nobody answers. */
async function runFlow(engines: MortalEngines, flowId: Death): Promise<Ended> {
  const tokens = new Map<string, string>();
  await engines.call((engine) => engine.run({ flowId, requestId: "r", definition: { kind: "spec", spec: SPEC } }));
  let asked = 0;
  for (;;) {
    const poll = { queues: ["work", "undo"], flowId, sessionId: flowId, maxTasks: 1, includeHeld: true, waitMs: 50 };
    const { tasks } = await engines.call((engine) => engine.pollReadyTasks(poll));
    for (const ready of tasks) {
      const key = `${ready.taskId} ${ready.kind} ${ready.attempt}`;
      expect(tokens.get(key) ?? ready.claimToken).toBe(ready.claimToken);
      if (!tokens.has(key) && ready.kind === "EVALUATE") asked += 1;
      tokens.set(key, ready.claimToken);
      const completion = { ...answerOf(ready, asked), requestId: `${key} ${ready.claimToken}` };
      await engines.call((engine) => engine.taskComplete(completion));
    }
    if (tasks.length > 0) continue;
    const { flow: now } = await engines.call((engine) => engine.getFlowDetails({ flowId }));
    if (now.endTime !== undefined) return ended(engines, flowId, tokens);
  }
}

/** `c` always fails; the outer controller has all tried again once, then all undone. */
function answerOf({ flowId, taskId, claimToken, kind, own }: ReadyTask, asked: number): TaskCompleteRequest {
  const about = { flowId, taskId, claimToken };
  if (kind === "EVALUATE") {
    const verdict = asked === 1 ? "RETRY" : "REVERT_ALL";
    return { ...about, decision: { verdict, fired: [], skip: [], globals: {}, message: "" } };
  }
  if (kind === "REVERT") {
    const undone = own?.kind === "result" ? own.result : json("failed");
    return { ...about, outcome: { kind: "result", result: undone } };
  }
  const failure = { type: "E", message: "", retryable: true, causes: [] };
  return {
    ...about,
    outcome: taskId === "c" ? { kind: "failure", failure } : { kind: "result", result: json(taskId) },
  };
}

async function ended(engines: MortalEngines, flowId: Death, tokens: ReadonlyMap<string, string>): Promise<Ended> {
  const details = await engines.call((engine) => engine.getFlowDetails({ flowId, view: "FULL", pageSize: 100 }));
  const tasks = details.tasks.map(({ taskId, state, intent, attempt, revertResult, scopeHistory = [], attempts }) => [
    taskId,
    {
      ...{ state, intent, attempt },
      ...(revertResult !== undefined && { own: JSON.parse(Buffer.from(revertResult.data).toString()) }),
      history: scopeHistory.map(({ failures }) => `${taskId}: ${Object.keys(failures).join()}`),
      attempts: attempts.map(({ kind, end }) => `${kind} ${end}`),
    },
  ]);
  return { state: details.flow.state, tasks: Object.fromEntries(tasks), offered: [...tokens.keys()].toSorted() };
}
