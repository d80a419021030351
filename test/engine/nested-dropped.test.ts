// Flows within flows, whose engine is dropped before and after each of its commits: all end as if nothing had happened,
// no flow is lost and none is there twice.
import { describe, expect, test } from "vitest";
import type { Engine, FlowDefinition, ReadyTask, TaskOutcome } from "../../src/engine/index.js";
import { HASTY_STORES } from "./hasty-stores.js";
import { flow, json, task } from "./json-payload.js";
import { beforeAndAfter, type Death, MortalEngines } from "./mortal-engines.js";

const { type: _, ...noop } = task("noop");
const retry = {
  maxAttempts: 2,
  initialIntervalMs: 0,
  multiplier: 1,
  maxIntervalMs: 0,
  jitter: 0,
  nonRetryableTypes: [],
};
const nested = (name: string, within: FlowDefinition, fields: object = {}) => ({
  ...noop,
  name,
  flow: within,
  ...fields,
});

const INNERMOST = flow([task("z")]);

/** One flow is written out within, one named by its digest, one spawned. */
const spec = (flowDigest: string) =>
  flow([
    nested("a", flow([task("x"), { ...noop, name: "y", dependsOn: ["x"], flowDigest }]), { retry }),
    task("spawns", ["a"], { dynamicFlow: true }),
    task("b", ["spawns"]),
  ]);

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  test("every commit may be the end of its engine, before it and after it", async () => {
    const store = make();
    const undisturbed = await runFlow(new MortalEngines(store, "never"), "never");
    expect(undisturbed).toEqual([
      "a SUCCEEDED 2",
      "b SUCCEEDED 1",
      "spawns SUCCEEDED 1",
      "spawned SUCCEEDED",
      "x FAILED",
      "x SUCCEEDED",
      "z SUCCEEDED",
    ]);
    await beforeAndAfter(async (death) => {
      const engines = new MortalEngines(store, death);
      expect(await runFlow(engines, death)).toEqual(undisturbed);
      // Commits that come together may be one.
      expect(engines.deaths).toBeGreaterThan(10);
    });
  });
});

/** Does what is offered of the whole tree, one at a time; the first x fails. */
async function runFlow(engines: MortalEngines, flowId: Death): Promise<string[]> {
  const tokens = new Map<string, string>();
  const ends: string[] = [];
  const namespace = `in-${flowId}`;
  const { digest } = await engines.call((engine) => engine.putDefinition({ namespace, spec: INNERMOST }));
  const definition = { kind: "spec", spec: spec(digest) } as const;
  await engines.call((engine) => engine.run({ namespace, flowId, requestId: "r", definition }));
  for (;;) {
    const poll = { namespace, queues: ["work"], sessionId: flowId, maxTasks: 1, includeHeld: true, waitMs: 50 };
    const { tasks } = await engines.call((engine) => engine.pollReadyTasks(poll));
    for (const ready of tasks) {
      const key = `${ready.flowId} ${ready.taskId} ${ready.attempt}`;
      expect(tokens.get(key) ?? ready.claimToken).toBe(ready.claimToken);
      const isFirst = ready.taskId === "x" && ![...tokens.keys()].some((known) => known.includes(" x "));
      const outcome = tokens.has(key) ? known(ends, ready) : outcomeOf(ready, isFirst);
      if (!tokens.has(key)) ends.push(endOf(ready, outcome));
      tokens.set(key, ready.claimToken);
      const { taskId, claimToken } = ready;
      await engines.call((engine) =>
        engine.taskComplete({ namespace, flowId: ready.flowId, taskId, claimToken, outcome, requestId: key }),
      );
    }
    const { flow: now } = await engines.call((engine) => engine.getFlowDetails({ namespace, flowId }));
    if (now.endTime !== undefined)
      return [
        ...(await told(engines, namespace, flowId)),
        ...ends.filter((end) => /^(x|z|spawned)/.test(end)).toSorted(),
      ];
  }
}

type Outcome = Parameters<Engine["taskComplete"]>[0]["outcome"] & object;

function outcomeOf({ taskId, flowId }: ReadyTask, fails: boolean): Outcome {
  if (taskId === "spawns") return { kind: "spawn", definition: { kind: "spec", spec: flow([task("spawned")]) } };
  const failure = { type: "E", message: flowId, retryable: true, causes: [] };
  const succeeds: TaskOutcome = { kind: "result", result: json(taskId) };
  return fails ? { kind: "failure", failure } : succeeds;
}

/** The same once more. */
function known(ends: readonly string[], ready: ReadyTask): Outcome {
  return outcomeOf(ready, ends.at(-1) === "x FAILED");
}

function endOf({ taskId }: ReadyTask, { kind }: Outcome): string {
  return `${taskId} ${kind === "failure" ? "FAILED" : "SUCCEEDED"}`;
}

async function told(engines: MortalEngines, namespace: string, flowId: string): Promise<string[]> {
  const { flow: top, tasks } = await engines.call((engine) =>
    engine.getFlowDetails({ namespace, flowId, view: "TASKS" }),
  );
  expect(top.state).toBe("SUCCEEDED");
  const { flows } = await engines.call((engine) => engine.listFlows({ namespace }));
  // The one at the top, both tries of a, y once, and the spawned one: none twice.
  expect(flows.map(({ state }) => state).toSorted()).toEqual([
    "FAILED",
    "SUCCEEDED",
    "SUCCEEDED",
    "SUCCEEDED",
    "SUCCEEDED",
  ]);
  return tasks.map(({ taskId, state, attempt }) => `${taskId} ${state} ${attempt}`).toSorted();
}
