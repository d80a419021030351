// A flow that fails, is run again, skipped in part, begins anew, is cancelled, reopened and ended, whose engine is dropped
// before and after each of its commits: it stands in the end as if nothing had happened, and no request is carried out twice.
import { describe, expect, test } from "vitest";
import type { ControlResponse, FlowDefinition } from "../../src/engine/index.js";
import { HASTY_STORES } from "./hasty-stores.js";
import { flow, json, task } from "./json-payload.js";
import { type Death, MortalEngines } from "./mortal-engines.js";

const to = (name: string, on: "SUCCESS" | "SKIP" = "SUCCESS") => ({ to: name, message: "", on: [on] as const });

const SPEC: FlowDefinition = flow([
  task("a", [], { next: [to("b"), to("c", "SKIP")] }),
  task("b"),
  task("c"),
  task("d"),
  { ...task("e"), dependsOn: ["d"] },
  { ...task("f"), dependsOn: ["e"] },
]);

describe.each(HASTY_STORES)("on $name", ({ make }) => {
  test("every commit of a flow that is steered may be the end of its engine", async () => {
    const store = make();
    const undisturbed = await steer(new MortalEngines(store, "never"), "never");
    expect(undisturbed).toMatchObject({
      state: "SUCCEEDED",
      tasks: {
        a: { state: "SKIPPED", attempt: 1, ends: ["FAILED"] },
        b: { state: "SKIPPED" },
        c: { state: "SUCCEEDED" },
        d: { state: "SUCCEEDED", attempt: 3, ends: ["FAILED", "SUCCEEDED", "SUCCEEDED"] },
        e: { state: "SUCCEEDED", attempt: 2, ends: ["SUCCEEDED", "SUCCEEDED"] },
        f: { state: "SKIPPED", attempt: 0 },
      },
    });
    for (const death of ["before", "after"] as const) {
      const engines = new MortalEngines(store, death);
      expect(await steer(engines, death)).toEqual(undisturbed);
      expect(engines.deaths).toBeGreaterThan(10);
    }
  });
});

async function steer(engines: MortalEngines, flowId: Death) {
  let requests = 0;
  const next = () => {
    requests += 1;
    return { flowId, requestId: `r${requests}` };
  };
  const finish = async (taskId: string, fails = false) => {
    const request = next();
    const failure = { type: "E", message: "", retryable: true, causes: [] };
    const outcome = fails
      ? ({ kind: "failure", failure } as const)
      : ({ kind: "result", result: json(taskId) } as const);
    await engines.call((engine) => engine.taskComplete({ ...request, taskId, outcome }));
  };
  const control = async (call: "retryFlow" | "skipTask" | "cancelFlow" | "endFlow", fields: object = {}) => {
    const request = { ...next(), ...fields };
    // Each takes what it needs of the fields.
    const ask = (engine: Record<string, (request: object) => Promise<ControlResponse>>) => engine[call]?.(request);
    return engines.call(async (engine) => (await ask(engine as never))?.flow.state);
  };
  await engines.call((engine) => engine.run({ flowId, requestId: "run", definition: { kind: "spec", spec: SPEC } }));
  await finish("a", true);
  await finish("d", true);
  expect(await control("retryFlow", { tasks: ["d"] })).toBe("RUNNING");
  expect(await control("skipTask", { taskId: "a" })).toBe("RUNNING");
  await finish("d");
  await finish("e");
  expect(await control("retryFlow", { tasks: ["d"], reset: true })).toBe("RUNNING");
  await finish("d");
  expect(await control("cancelFlow")).toBe("CANCELLED");
  expect(await control("retryFlow")).toBe("RUNNING");
  await finish("e");
  expect(await control("skipTask", { taskId: "f" })).toBe("RUNNING");
  await finish("c");
  const details = await engines.call((engine) => engine.getFlowDetails({ flowId, view: "FULL" }));
  const tasks = details.tasks.map(({ taskId, state, attempt, tries, attempts }) => [
    taskId,
    { state, attempt, tries, ends: attempts.map(({ end }) => end) },
  ]);
  return { state: details.flow.state, tasks: Object.fromEntries(tasks) };
}
