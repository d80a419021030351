// Flows within flows, whose engine is dropped before and after each of its commits: all end as if nothing had happened,
// no flow is lost and none is there twice.
import { describe, expect, test } from "vitest";
import type { Engine, FlowDefinition } from "../../src/engine/index.js";
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
const top = (a: object) => flow([a as ReturnType<typeof task>, task("b", ["a"])]);

interface Case {
  readonly name: string;
  readonly spec: (innermost: string) => FlowDefinition;
  /** The tasks at the top, then what was completed within, in the order of names. */
  readonly ends: readonly string[];
  /** Of all flows, the one at the top too: none is there twice. */
  readonly flows: readonly string[];
}

/** Each waits for its own engines, which takes as long as it has commits; so they do it beside each other. */
const CASES: readonly Case[] = [
  {
    name: "within",
    spec: (flowDigest) => top(nested("a", flow([task("x"), { ...noop, name: "y", dependsOn: ["x"], flowDigest }]))),
    ends: ["a SUCCEEDED 1", "b SUCCEEDED 1", "x SUCCEEDED", "z SUCCEEDED"],
    flows: ["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"],
  },
  {
    name: "retried",
    spec: () => top(nested("a", flow([task("fails")]), { retry })),
    ends: ["a SUCCEEDED 2", "b SUCCEEDED 1", "fails FAILED", "fails SUCCEEDED"],
    flows: ["FAILED", "SUCCEEDED", "SUCCEEDED"],
  },
  {
    name: "spawned",
    spec: () => top(task("a", [], { dynamicFlow: true })),
    ends: ["a SUCCEEDED 1", "b SUCCEEDED 1", "spawned SUCCEEDED"],
    flows: ["SUCCEEDED", "SUCCEEDED"],
  },
];

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  test("every commit may be the end of its engine, before it and after it", async () => {
    const store = make();
    const deaths = { before: 0, after: 0, never: 0 };
    const runCase = async (each: Case) => {
      expect(await runFlow(each, new MortalEngines(store, "never"), "never")).toEqual(each.ends);
      await beforeAndAfter(async (death) => {
        const engines = new MortalEngines(store, death);
        expect(await runFlow(each, engines, death)).toEqual(each.ends);
        deaths[death] += engines.deaths;
      });
    };
    await Promise.all(CASES.map(runCase));
    // Commits that come together may be one, and what one case has to tell, engines of another may.
    expect(Math.min(deaths.before, deaths.after)).toBeGreaterThan(15);
  });
});

/** Does what is offered of the whole tree, one at a time. */
async function runFlow({ name, spec, flows }: Case, engines: MortalEngines, death: Death): Promise<string[]> {
  const outcomes = new Map<string, { readonly claimToken: string; readonly outcome: Outcome }>();
  const ends: string[] = [];
  const namespace = `${name}-${death}`;
  const { digest } = await engines.call((engine) => engine.putDefinition({ namespace, spec: INNERMOST }));
  const definition = { kind: "spec", spec: spec(digest) } as const;
  await engines.call((engine) => engine.run({ namespace, flowId: "top", requestId: "r", definition }));
  for (;;) {
    const poll = { namespace, queues: ["work"], sessionId: namespace, maxTasks: 1, includeHeld: true, waitMs: 50 };
    const { tasks } = await engines.call((engine) => engine.pollReadyTasks(poll));
    for (const { flowId, taskId, attempt, claimToken } of tasks) {
      const requestId = `${flowId} ${taskId} ${attempt}`;
      const known = outcomes.get(requestId);
      const outcome = known?.outcome ?? outcomeOf(taskId, ends);
      if (known === undefined) ends.push(`${taskId} ${outcome.kind === "failure" ? "FAILED" : "SUCCEEDED"}`);
      expect(claimToken).toBe(known?.claimToken ?? claimToken);
      outcomes.set(requestId, { claimToken, outcome });
      const completion = { namespace, flowId, taskId, claimToken, outcome, requestId };
      await engines.call((engine) => engine.taskComplete(completion));
    }
    const { flow: now } = await engines.call((engine) => engine.getFlowDetails({ namespace, flowId: "top" }));
    if (now.endTime === undefined) continue;
    expect(now.state).toBe("SUCCEEDED");
    const all = await engines.call((engine) => engine.listFlows({ namespace }));
    expect(all.flows.map(({ state }) => state).toSorted()).toEqual(flows);
    return [...(await toldAtTheTop(engines, namespace)), ...ends.filter((end) => !/^[ab] /.test(end)).toSorted()];
  }
}

type Outcome = Parameters<Engine["taskComplete"]>[0]["outcome"] & object;

/** What is to fail does so the first time. */
function outcomeOf(taskId: string, ends: readonly string[]): Outcome {
  if (taskId === "a") return { kind: "spawn", definition: { kind: "spec", spec: flow([task("spawned")]) } };
  const failure = { type: "E", message: "the first time", retryable: true, causes: [] };
  const isToFail = taskId === "fails" && !ends.includes("fails FAILED");
  return isToFail ? { kind: "failure", failure } : { kind: "result", result: json(taskId) };
}

async function toldAtTheTop(engines: MortalEngines, namespace: string): Promise<string[]> {
  const { tasks } = await engines.call((engine) => engine.getFlowDetails({ namespace, flowId: "top", view: "TASKS" }));
  return tasks.map(({ taskId, state, attempt }) => `${taskId} ${state} ${attempt}`).toSorted();
}
