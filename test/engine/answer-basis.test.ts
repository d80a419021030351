// C2: a process reads from a primary that has been cut off and does not know it yet: what it reads is from before what another
// process has been acknowledged since. No caller is answered from that.
import { expect, test } from "vitest";
import { overridden } from "../../src/store/overridden.js";
import type { SegmentRecord } from "../../src/store/segment-record.js";
import type { Store } from "../../src/store/store.js";
import { chain, json } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";

const done = { kind: "result", result: json(1) } as const;
const ONE = { kind: "spec", spec: chain(1) } as const;

/** Reads see what was there when it was cut off; what is written, and what is asked for as the latest, is as it is. */
function behind(store: Store) {
  let past: ReadonlyMap<string, SegmentRecord> | undefined;
  const read: Store["segments"]["read"] = async (ids) => {
    const before = past;
    return before === undefined ? store.segments.read(ids) : ids.map((id) => before.get(id));
  };
  return {
    store: overridden(store, { segments: overridden(store.segments, { read }) }),
    cutOff: async () => {
      const flows = await store.segments.list({ namespace: "default" }, undefined, 10);
      const records = (await store.segments.read(flows.map(({ id }) => id))).filter((record) => record !== undefined);
      past = new Map(records.map((record) => [record.id, record]));
    },
  };
}

test("a completion of a task that another process has had run again is recorded, and not taken for a repeat", () =>
  inOneWorld(async ({ store, start }) => {
    const there = await start();
    await there.run({ flowId: "f", definition: ONE });
    await there.taskComplete({ flowId: "f", taskId: "t0", outcome: done });
    const past = behind(store);
    const here = await start(past.store);
    await past.cutOff();
    await there.retryFlow({ flowId: "f", reset: true });
    const { replayed } = await here.taskComplete({ flowId: "f", taskId: "t0", outcome: done });
    expect(replayed).toBe(false);
    expect((await there.getFlowDetails({ flowId: "f" })).flow.state).toBe("SUCCEEDED");
  }));

test("a flow that another process has been told is stored is found", () =>
  inOneWorld(async ({ store, start }) => {
    const there = await start();
    const past = behind(store);
    const here = await start(past.store);
    await past.cutOff();
    await there.run({ flowId: "f", definition: ONE });
    expect(await here.taskComplete({ flowId: "f", taskId: "t0", outcome: done })).toMatchObject({ replayed: false });
  }));
