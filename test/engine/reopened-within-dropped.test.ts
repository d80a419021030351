// A flow that has ended within others is run again and skipped in, and its engine is dropped before and after each of its
// commits: all go on as if nothing had happened, and nobody waits for a flow that has ended.
import { describe, expect, test, vi } from "vitest";
import type { Engine, FlowDefinition } from "../../src/engine/index.js";
import { HASTY_STORES } from "./hasty-stores.js";
import { flow, json, task } from "./json-payload.js";
import { beforeAndAfter, type Death, MortalEngines } from "./mortal-engines.js";

const { type: _, ...noop } = task("noop");
const nested = (name: string, within: FlowDefinition) => ({ ...noop, name, flow: within });

const SPEC = flow([nested("a", flow([nested("m", flow([task("x"), task("z")]))])), task("b", ["a"])]);

/** Where telling a flow within is a commit that its engine dies of, it is told anew again and again, two seconds apart. */
const STEP_WITHIN_MS = 150_000;

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  test("every commit may be the end of its engine, before it and after it", {
    timeout: 3 * STEP_WITHIN_MS,
  }, async () => {
    const store = make();
    const undisturbed = await steer(new MortalEngines(store, "never"), "never");
    expect(undisturbed).toEqual(["a SUCCEEDED 1", "b SUCCEEDED 1", "m SUCCEEDED 1", ...INNERMOST]);
    await beforeAndAfter(async (death) => {
      const engines = new MortalEngines(store, death);
      expect(await steer(engines, death)).toEqual(undisturbed);
      expect(engines.deaths).toBeGreaterThan(10);
    });
  });
});

const INNERMOST = ["x SUCCEEDED 2", "z SKIPPED 1"];

async function steer(engines: MortalEngines, flowId: Death): Promise<string[]> {
  const namespace = `in-${flowId}`;
  let requests = 0;
  const next = () => {
    requests += 1;
    return { namespace, requestId: `r${requests}` };
  };
  const details = (id: string) =>
    engines.call((engine) => engine.getFlowDetails({ namespace, flowId: id, view: "TASKS" }));
  const finish = async (id: string, taskId: string, outcome: Outcome = done) => {
    const request = { ...next(), flowId: id, taskId, outcome };
    await until(async () => (await stateOf(id, taskId)) === "READY");
    await engines.call((engine) => engine.taskComplete(request));
  };
  const stateOf = async (id: string, taskId: string) =>
    (await details(id)).tasks.find((one) => one.taskId === taskId)?.state;
  const within = async (id: string, taskId: string) => {
    let child = "";
    await until(async () => {
      child = (await details(id)).tasks.find((one) => one.taskId === taskId)?.childFlowId ?? "";
      return child !== "" && (await exists(child));
    });
    return child;
  };
  const exists = (id: string) =>
    engines.call((engine) =>
      engine.getFlowDetails({ namespace, flowId: id }).then(
        ({ flow: { startTime } }) => startTime !== undefined,
        () => false,
      ),
    );
  const ended = (id: string) => until(async () => (await details(id)).flow.endTime !== undefined);

  await engines.call((engine) => engine.run({ ...run, namespace, flowId }));
  const middle = await within(flowId, "a");
  const inner = await within(middle, "m");
  await finish(inner, "x", failed);
  await finish(inner, "z", failed);
  await ended(flowId);
  const again = { ...next(), flowId: inner, tasks: ["x"] };
  expect((await engines.call((engine) => engine.retryFlow(again))).flow.state).toBe("RUNNING");
  expect((await details(flowId)).flow.state).toBe("RUNNING");
  await finish(inner, "x");
  await ended(flowId);
  const skip = { ...next(), flowId: inner, taskId: "z" };
  expect((await engines.call((engine) => engine.skipTask(skip))).flow.state).toBe("SUCCEEDED");
  await finish(flowId, "b");
  await ended(flowId);
  const all = await Promise.all([flowId, middle, inner].map(details));
  expect(all.map(({ flow: { state } }) => state)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
  return all
    .flatMap(({ tasks }) => tasks.map(({ taskId, state, attempt }) => `${taskId} ${state} ${attempt}`))
    .toSorted();
}

type Outcome = Parameters<Engine["taskComplete"]>[0]["outcome"] & object;

const done: Outcome = { kind: "result", result: json("done") };
const failed: Outcome = { kind: "failure", failure: { type: "E", message: "", retryable: true, causes: [] } };
const run = { requestId: "run", definition: { kind: "spec", spec: SPEC } } as const;

function until(holds: () => Promise<boolean>): Promise<void> {
  return vi.waitFor(async () => expect(await holds()).toBe(true), { timeout: STEP_WITHIN_MS, interval: 5 });
}
