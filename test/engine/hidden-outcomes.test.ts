// A process whose write has landed cannot reach the store for so long that others do away with what tells of the write:
// its caller is told that the outcome is unknown, and nothing is decided again.
import { expect, test } from "vitest";
import type { Engine } from "../../src/engine/index.js";
import { overridden } from "../../src/store/overridden.js";
import type { SegmentUpdate } from "../../src/store/segment-record.js";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { gate } from "../testing/engine-under-test.js";
import { bound } from "./faulty-store.js";
import { flow, json, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";

const done = { kind: "result", result: json(1) } as const;
const failed = { kind: "failure", failure: { type: "Bad", message: "no", retryable: false, causes: [] } } as const;
const TEN = { kind: "spec", spec: flow(Array.from({ length: 10 }, (_, at) => task(`t${at}`))) } as const;

/** A store that cannot be reached any more from the moment in which such an update has landed, until it is open again. */
function cutAfter(store: Store, isLast: (update: SegmentUpdate) => boolean) {
  const { opened, open } = gate();
  let cut = false;
  let isOpen = false;
  const refuse = () => Promise.reject(new StoreUnavailable("cut off"));
  const update: Store["segments"]["update"] = async (updates) => {
    const result = await store.segments.update(updates);
    if (isOpen || !updates.some(isLast)) return result;
    cut = true;
    await opened;
    throw new StoreUnavailable("no answer");
  };
  const part = <Part extends object>(inner: Part, own: Partial<Part> = {}) =>
    bound(overridden(inner, own), (name) => (cut && name !== "isLater" ? refuse : undefined));
  return {
    store: overridden(store, { segments: part(store.segments, { update }), sessions: part(store.sessions) }),
    isCut: () => cut,
    open: () => {
      [cut, isOpen] = [false, true];
      open();
    },
  };
}

test("C3: a control call whose process was forgotten meanwhile is not carried out again", () =>
  inOneWorld(async ({ time, store, start }) => {
    const complete = (engine: Engine, taskId: string) => engine.taskComplete({ flowId: "f", taskId, outcome: done });
    const first = await start();
    await first.run({ flowId: "f", definition: TEN });
    for (const taskId of ["t6", "t7", "t8"]) await complete(first, taskId);
    // So many others have written to it that the dead are forgotten.
    for (let at = 0; at < 6; at += 1) {
      const engine = await start();
      await complete(engine, `t${at}`);
      const stopping = engine.stop(0);
      await time.advance(1);
      await stopping;
    }
    const away = cutAfter(store, ({ flow: header }) => header?.state === "RUNNING");
    const here = await start(away.store);
    const there = await start();
    await time.advance(10_000);
    await there.taskComplete({ flowId: "f", taskId: "t9", outcome: failed });
    const retried = here.retryFlow({ flowId: "f" });
    retried.catch(() => undefined);
    await time.advance(8_000);
    expect(away.isCut()).toBe(true);
    await there.taskComplete({ flowId: "f", taskId: "t9", attempt: 2, outcome: failed });
    away.open();
    await time.advance(20_000);
    await expect(retried).rejects.toThrow("the outcome is unknown");
    const { flow: now, tasks } = await there.getFlowDetails({ flowId: "f", view: "FULL" });
    expect([now.state, tasks[9]?.state, tasks[9]?.attempts.length]).toEqual(["FAILED", "FAILED", 2]);
  }));

test("C3: a control call is not carried out on the run that took the place of its own meanwhile", () =>
  inOneWorld(async ({ time, store, start }) => {
    const away = cutAfter(store, ({ flow: header }) => header?.state === "CANCELLED");
    const here = await start(away.store);
    const there = await start();
    await there.run({ flowId: "f", definition: TEN });
    const cancelled = here.cancelFlow({ flowId: "f", graceMs: 0 });
    cancelled.catch(() => undefined);
    await time.advance(1_000);
    expect(away.isCut()).toBe(true);
    await there.run({ flowId: "f", definition: TEN, conflictPolicy: "REPLACE" });
    away.open();
    await time.advance(20_000);
    await expect(cancelled).rejects.toThrow("the outcome is unknown");
    expect((await there.getFlowDetails({ flowId: "f" })).flow.state).toBe("RUNNING");
  }));
