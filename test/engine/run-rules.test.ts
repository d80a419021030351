/**
 * Runs whose insert is not answered: each try is a run of its own, and what was stored is found again. Rules C1 and C3
 * of docs/rules.md.
 */
import { expect, test } from "vitest";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import type { SegmentRecord } from "../../src/store/segment-record.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { bound } from "./faulty-store.js";
import { chain, json } from "./json-payload.js";
import { startEngine } from "./stores.js";

const definition = { kind: "spec", spec: chain(1) } as const;
const shared = createMemoryStore();

/** An engine whose first insert ends without an answer; `first` decides whether it lands, `second` comes before the next. */
async function engineWithout(
  first: (records: readonly SegmentRecord[]) => Promise<unknown>,
  second = async (): Promise<unknown> => undefined,
) {
  let calls = 0;
  const segments = bound(shared.segments, (name) => {
    if (name !== "insert") return undefined;
    return async (records: readonly SegmentRecord[]) => {
      calls += 1;
      if (calls === 2) await second();
      if (calls > 1) return shared.segments.insert(records);
      await first(records);
      throw new StoreUnavailable("no answer");
    };
  });
  return startEngine(bound(shared, (name) => (name === "segments" ? segments : undefined)));
}

test("C1 an insert that lands after the deletion of the flow is another run, not the deleted one", async () => {
  let late: readonly SegmentRecord[] = [];
  const { engine } = await engineWithout(async (records) => {
    late = records;
  });
  const flowId = "late";
  const run = await engine.run({ flowId, definition });
  const completed = await engine.taskComplete({
    flowId,
    taskId: "t0",
    outcome: { kind: "result", result: json("done") },
  });
  await engine.deleteFlow({ flowId });
  expect(await shared.segments.insert(late)).toEqual([true]);
  const { flow } = await engine.getFlowDetails({ flowId });
  expect(flow.revision).not.toBe(run.flow.revision);
  await expect(engine.getFlowDetails({ flowId, minRevision: completed.flow.revision })).rejects.toMatchObject({
    reason: "REVISION_MISMATCH",
  });
});

test("C3 a run whose insert landed though its answer was lost is answered as this run, without a request id, too", async () => {
  const { engine } = await engineWithout((records) => shared.segments.insert(records));
  const { flow } = await engine.run({ flowId: "landed", definition });
  expect(flow).toMatchObject({ flowId: "landed", state: "RUNNING", version: 1 });
  await expect(engine.run({ flowId: "landed", definition })).rejects.toMatchObject({ reason: "FLOW_EXISTS" });
});

test("C3 a run that meets an earlier try of its own is answered as this run", async () => {
  let late: readonly SegmentRecord[] = [];
  const { engine } = await engineWithout(
    async (records) => {
      late = records;
    },
    () => shared.segments.insert(late),
  );
  const { flow } = await engine.run({ flowId: "twice", definition });
  expect(flow.revision).toBe(`f.1.${late[0]?.address.incarnation}`);
});
