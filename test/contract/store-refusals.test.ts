// Refusals that come from what a store does: each in the embedded engine, on a store in which the test decides it.
import { expect, onTestFinished, test } from "vitest";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import type { Store } from "../../src/store/store.js";
import { FormatTooNew, StoreUnavailable } from "../../src/store/store-errors.js";
import { bound, faulty } from "../engine/faulty-store.js";
import { refused } from "./contract-error.js";
import { FrameLog } from "./frame-log.js";
import { flow } from "./specs.js";
import type { StartedSubject } from "./subject.js";
import { startEmbedded } from "./subjects/embedded-engine.js";

const namespace = "default";
const key = { namespace, flowId: "f" };
const READS: readonly PropertyKey[] = ["read", "readNodes"];

async function started(store: Store): Promise<StartedSubject> {
  const subject = await startEmbedded(store);
  onTestFinished(() => subject.stop());
  return subject;
}

/** A memory store whose reads of flows fail with the error, once it is there. */
function unreadable(): { readonly store: Store; error: Error | undefined } {
  const inner = createMemoryStore();
  const segments = bound(inner.segments, (name) =>
    !READS.includes(name) || fault.error === undefined ? undefined : () => Promise.reject(fault.error),
  );
  const fault: { readonly store: Store; error: Error | undefined } = {
    store: bound(inner, (name) => (name === "segments" ? segments : undefined)),
    error: undefined,
  };
  return fault;
}

test("a namespace's revision that the store's history no longer reaches back to is refused as compacted", async () => {
  const subject = await started(createMemoryStore({ history: 4 }));
  const first = new FrameLog(subject.watchFlow({ namespace, flowId: "" }));
  const { revision } = await first.until("current", (frames) => frames.find(({ kind }) => kind === "current"));
  await first.close();
  for (let index = 0; index < 20; index += 1) await subject.run({ namespace, flowId: `f${index}`, spec: flow([]) });
  const second = new FrameLog(subject.watchFlow({ namespace, flowId: "", sinceRevision: revision }));
  const error = await refused(
    second.ended.then((thrown) => Promise.reject(thrown)),
    "REVISION_COMPACTED",
  );
  expect(error.metadata).toEqual({ revision });
});

test("a completion that others are faster than each time is refused as a conflict, and nothing is written", async () => {
  const { store, faults } = faulty(createMemoryStore());
  const subject = await started(store);
  await subject.run({ ...key, spec: flow(["a"]) });
  // Each write finds that another process has written since it was decided.
  for (let round = 0; round < 30; round += 1) {
    faults.push(async (updates, land) => {
      const [update] = updates;
      if (update !== undefined) await land([{ ...update, process: "another", round, nodes: new Map() }]);
      return land(updates);
    });
  }
  const error = await refused(subject.taskComplete({ ...key, taskId: "a", result: 1 }), "CONFLICT");
  expect(error.metadata).toMatchObject({ flow_id: "f" });
  faults.length = 0;
  expect((await subject.getFlowDetails({ ...key, view: "TASKS" })).tasks).toMatchObject([
    { state: "READY", attempt: 0 },
  ]);
});

test("while the store does not answer, calls say so, and work again after", async () => {
  const fault = unreadable();
  const subject = await started(fault.store);
  await subject.run({ ...key, spec: flow(["a"]) });
  fault.error = new StoreUnavailable("nobody answers");
  const error = await refused(subject.getFlowDetails(key), "STORE_UNAVAILABLE");
  expect(error.retryAfterMs).toBeGreaterThan(0);
  fault.error = undefined;
  expect((await subject.getFlowDetails(key)).flow.state).toBe("RUNNING");
});

test("a store of a newer format is left alone, and the caller told both formats", async () => {
  const fault = unreadable();
  const subject = await started(fault.store);
  fault.error = new FormatTooNew("format 9", { stored: 9, supported: 1 });
  const error = await refused(subject.getFlowDetails(key), "FORMAT_TOO_NEW");
  expect(error.metadata).toEqual({ format: "9", supported: "1" });
});
