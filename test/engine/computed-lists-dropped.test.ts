// Lists that are computed, run again with their scope and at last undone, whose engine is dropped before and after each of
// its commits: all ends as if nothing had happened, and nothing is offered under two tokens.
import { describe, expect, test } from "vitest";
import type { FlowDefinition, ReadyTask, TaskCompleteRequest } from "../../src/engine/index.js";
import { HASTY_STORES } from "./hasty-stores.js";
import { flow, json, jsonOf, task } from "./json-payload.js";
import { type Death, MortalEngines } from "./mortal-engines.js";

const LIST = {
  expression: "tasks.controller.result",
  maxParallel: 2,
  toleratedFailures: 0,
  retry: "FAILED_ITEMS",
} as const;

const SPEC: FlowDefinition = flow(
  [
    task("controller"),
    task("list", ["controller"], { scope: "s", forEach: LIST }),
    task("after", ["list"], { scope: "s" }),
    task("last", ["after"]),
  ],
  {
    failureMode: "REVERT",
    scopes: [{ name: "s", controller: "controller", kind: "TIMES", attempts: 2, revertAll: false }],
  },
);

interface Ended {
  readonly state: string;
  readonly tasks: Readonly<Record<string, unknown>>;
  /** What was offered, each once. */
  readonly offered: readonly string[];
}

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  test("every commit of a list that runs again and is undone may be the end of its engine", async () => {
    const store = make();
    const undisturbed = await runFlow(new MortalEngines(store, "never"), "never");
    expect(undisturbed.state).toBe("REVERTED");
    expect(undisturbed.tasks).toMatchObject({
      list: { state: "REVERTED", items: 1 },
      "list[0]": { state: "SUCCEEDED", item: { name: "y", text: "-".repeat(2_000) } },
      "list[1]": { state: "SKIPPED" },
      last: { state: "FAILED" },
    });
    const undone = undisturbed.offered.filter((one) => one.startsWith("REVERT list "));
    expect(undone).toEqual(['REVERT list ["list[0]","list[1]"]', 'REVERT list ["list[0]"]']);
    for (const death of ["before", "after"] as const) {
      const engines = new MortalEngines(store, death);
      expect(await runFlow(engines, death)).toEqual(undisturbed);
      expect(engines.deaths).toBeGreaterThanOrEqual(2 * undisturbed.offered.length);
    }
  });
});

/** Does what is offered one at a time, and asks again where nobody answers. */
async function runFlow(engines: MortalEngines, flowId: Death): Promise<Ended> {
  const offered = new Map<string, string>();
  await engines.call((engine) => engine.run({ flowId, requestId: "r", definition: { kind: "spec", spec: SPEC } }));
  for (;;) {
    const poll = { queues: ["work"], flowId, sessionId: flowId, maxTasks: 1, includeHeld: true, waitMs: 50 };
    const { tasks } = await engines.call((engine) => engine.pollReadyTasks({ ...poll, kinds: ["EXECUTE", "REVERT"] }));
    for (const ready of tasks) {
      offered.set(ready.claimToken, toldOf(ready));
      const requestId = `${ready.taskId} ${ready.attempt}`;
      await engines.call((engine) => engine.taskComplete({ ...completionOf(ready), requestId }));
    }
    const { flow: now } = await engines.call((engine) => engine.getFlowDetails({ flowId }));
    if (now.endTime !== undefined) return { ...(await ended(engines, flowId)), offered: [...offered.values()] };
  }
}

function toldOf({ kind, taskId, own }: ReadyTask): string {
  const results = own?.kind === "result" ? ` ${JSON.stringify(jsonOf(own.result))}` : "";
  return `${kind} ${taskId}${kind === "REVERT" ? results : ""}`;
}

/** The scope's second list is shorter than its first; what comes after it fails once, the last task for good. */
function completionOf({ flowId, taskId, claimToken, kind, attempt }: ReadyTask): TaskCompleteRequest {
  const key = { flowId, taskId, claimToken };
  const fails = kind === "EXECUTE" && (taskId === "last" || (taskId === "after" && attempt === 1));
  const failure = { type: "E", message: "", retryable: true, causes: [] };
  if (fails) return { ...key, outcome: { kind: "failure", failure } };
  const names = attempt === 1 ? ["x", "y"] : ["y"];
  const items = names.map((name) => ({ name, text: "-".repeat(2_000) }));
  return { ...key, outcome: { kind: "result", result: json(taskId === "controller" ? items : taskId) } };
}

async function ended(engines: MortalEngines, flowId: Death): Promise<Omit<Ended, "offered">> {
  const details = await engines.call((engine) => engine.getFlowDetails({ flowId, view: "FULL", pageSize: 100 }));
  const tasks = details.tasks.map(({ taskId, state, attempt, failure, result, item, itemCount, attempts }) => [
    taskId,
    {
      ...{ state, attempt, items: itemCount, failure: failure?.type },
      ...{ result: jsonOf(result), item: jsonOf(item), ends: attempts.map(({ end }) => end) },
    },
  ]);
  return { state: details.flow.state, tasks: Object.fromEntries(tasks) };
}
