// Repeats of requests to a run whose place another has taken (REPLACE), as of callers whose answer was lost: none of them
// acts on the run that is there.
import { describe, expect, test } from "vitest";
import type { Engine } from "../../src/engine/index.js";
import type { RunRequest } from "../../src/engine/run-request.js";
import { flow, json, jsonOf, task } from "./json-payload.js";
import { SMALL_SEGMENTS } from "./large-flow-runner.js";
import { STORES, startEngine } from "./stores.js";

const spec = { kind: "spec", spec: flow([task("t"), task("u")]) } as const;
const done = { kind: "result", result: json("of run 1") } as const;
const failed = { kind: "failure", failure: { type: "E", message: "", retryable: true, causes: [] } } as const;
const deferred = { kind: "deferred" } as const;
const REPLACED = { reason: "FLOW_REPLACED", metadata: expect.objectContaining({ flow_id: "f", request_id: "r1" }) };

function replace(engine: Engine, requestId: string, fields: Partial<RunRequest> = {}) {
  return engine.run({ flowId: "f", definition: spec, requestId, conflictPolicy: "REPLACE", ...fields });
}

/** Replaces the run as often. */
async function replaceOften(engine: Engine, times: number): Promise<void> {
  for (let at = 0; at < times; at += 1) {
    await engine.suspendFlow({ flowId: "f", requestId: `s${at}` });
    await replace(engine, `next${at}`);
  }
}

async function states(engine: Engine): Promise<readonly string[]> {
  const { flow: told, tasks } = await engine.getFlowDetails({ flowId: "f", view: "FULL" });
  return [told.state, ...tasks.map(({ state, attempt }) => `${state} ${attempt}`)];
}

const UNTOUCHED = ["RUNNING", "READY 0", "READY 0"];

describe.each(STORES)("A1 on $name", ({ make }) => {
  test("control calls are answered as repeats", async () => {
    const open = make();
    const { engine } = await startEngine(open());
    await replace(engine, "r0");
    const again = [
      () => engine.skipTask({ flowId: "f", taskId: "t", requestId: "c" }),
      () => engine.suspendFlow({ flowId: "f", requestId: "c" }),
      () => engine.cancelFlow({ flowId: "f", requestId: "c", graceMs: 0 }),
    ];
    for (const call of again) expect(await call()).toMatchObject({ replayed: false });
    await replace(engine, "r1");
    await replaceOften(engine, 2);
    // Another process reads what is stored.
    const { engine: other } = await startEngine(open());
    for (const call of again) expect(await call()).toMatchObject({ replayed: true, flow: { state: "RUNNING" } });
    const repeat = other.cancelFlow({ flowId: "f", requestId: "c", graceMs: 1 });
    await expect(repeat).rejects.toMatchObject({ reason: "REQUEST_ID_REUSED" });
    expect(await states(other)).toEqual(UNTOUCHED);
  });

  test("completions without a claim are refused, whatever they brought", async () => {
    const open = make();
    const { engine } = await startEngine(open());
    const outcomes = [done, failed, deferred];
    for (const outcome of outcomes) {
      await replace(engine, `before-${outcome.kind}`);
      await engine.taskComplete({ flowId: "f", taskId: "t", requestId: "r1", outcome });
      await engine.suspendFlow({ flowId: "f" });
      await replace(engine, `after-${outcome.kind}`);
      await replaceOften(engine, 1);
      const { engine: other } = await startEngine(open());
      for (const [at, fields] of [{}, { attempt: 1 }, { taskId: "u" }].entries()) {
        const repeat = [engine, other][at % 2]?.taskComplete({
          ...{ flowId: "f", taskId: "t", requestId: "r1", outcome },
          ...fields,
        });
        await expect(repeat).rejects.toMatchObject(REPLACED);
      }
      expect(await states(other)).toEqual(UNTOUCHED);
      await engine.cancelFlow({ flowId: "f", graceMs: 0 });
      await engine.deleteFlow({ flowId: "f" });
    }
  });

  test("a Run is refused once another has taken its place, under any policy", async () => {
    const { engine } = await startEngine(make()());
    await replace(engine, "r1", { input: json(1) });
    await engine.cancelFlow({ flowId: "f", graceMs: 0 });
    await replace(engine, "r2", { input: json(2) });
    await engine.cancelFlow({ flowId: "f", graceMs: 0 });
    for (const conflictPolicy of ["REPLACE", "FAIL", "RETURN_EXISTING"] as const) {
      await expect(replace(engine, "r1", { input: json(1), conflictPolicy })).rejects.toMatchObject(REPLACED);
      const other = replace(engine, "r1", { input: json(3), conflictPolicy });
      await expect(other).rejects.toMatchObject({ reason: "REQUEST_ID_REUSED" });
    }
    expect(await replace(engine, "r2", { input: json(2) })).toMatchObject({ replayed: true });
    const { flow: told } = await engine.getFlowDetails({ flowId: "f", view: "FULL" });
    expect([told.state, jsonOf(told.input)]).toEqual(["CANCELLED", 2]);
  });

  test("every segment of a large run knows the completions of the one before", async () => {
    const { engine } = await startEngine(make()(), SMALL_SEGMENTS);
    await replace(engine, "r0");
    await engine.taskComplete({ flowId: "f", taskId: "t", requestId: "r1", outcome: done });
    await engine.suspendFlow({ flowId: "f" });
    const names = Array.from({ length: 20 }, (_, at) => (at === 19 ? "t" : `n${at}`));
    const large = flow(names.map((name) => task(name)));
    await replace(engine, "large", { definition: { kind: "spec", spec: large } });
    const repeat = engine.taskComplete({ flowId: "f", taskId: "t", requestId: "r1", outcome: done });
    await expect(repeat).rejects.toMatchObject(REPLACED);
    const first = engine.taskComplete({ flowId: "f", taskId: "n0", requestId: "r1", outcome: done });
    await expect(first).rejects.toMatchObject(REPLACED);
  });
});
