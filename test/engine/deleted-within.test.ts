/**
 * What becomes of the flows within one that is deleted or replaced, when somebody wants them to go on meanwhile and when
 * who deletes dies on the way. The flow around goes first: from then on none of them goes on.
 */
import { expect, test } from "vitest";
import type { Engine, FlowDefinition } from "../../src/engine/index.js";
import type { SegmentStore } from "../../src/store/segment-store.js";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { bound } from "./faulty-store.js";
import { flow, json, task } from "./json-payload.js";
import { inOneWorld, type World } from "./one-world.js";

const COLLECTED_WITHIN_MS = 31 * 60_000;
const done = { kind: "result", result: json("done") } as const;
const failed = {
  kind: "failure",
  failure: { type: "Broken", message: "it broke", retryable: false, causes: [] },
} as const;

function around(within: FlowDefinition): FlowDefinition {
  const { type: _, ...noop } = task("within");
  return flow([{ ...noop, flow: within }]);
}

/** Two flows within each other, and one around them. */
const spec = around(around(flow([task("x")])));
const definition = { kind: "spec", spec } as const;

async function idsWithin({ store }: World): Promise<readonly string[]> {
  const within = await store.segments.within("default", "f", undefined, 100);
  return within.toSorted((a, b) => depth(a) - depth(b)).map(({ address }) => address.flowId);
}

function depth({ flow: { parent } }: Awaited<ReturnType<SegmentStore["within"]>>[number]): number {
  return parent?.depth ?? 0;
}

/** Runs the flow; the task of the innermost one comes to this end, and with it all. */
async function ranTo(world: World, engine: Engine, outcome: typeof done | typeof failed): Promise<string> {
  await engine.run({ flowId: "f", definition });
  await world.time.advance(1_000);
  const innermost = (await idsWithin(world)).at(-1) ?? "";
  await engine.taskComplete({ flowId: innermost, taskId: "x", outcome });
  await world.time.advance(1_000);
  const { flow: ended } = await engine.getFlowDetails({ flowId: "f" });
  expect(ended.state).toBe(outcome.kind === "result" ? "SUCCEEDED" : "FAILED");
  return innermost;
}

/** The store, for one whose first deletion or replacement of a flow lands, and who then waits for `after`. */
function seenBy({ segments, ...store }: Store, after: () => Promise<void>): Store {
  let isFirst = true;
  const then = async (landed: boolean) => {
    const waits = isFirst;
    isFirst = false;
    if (waits) await after();
    return landed;
  };
  const replaced: Readonly<Record<string, unknown>> = {
    delete: async (guard: Parameters<SegmentStore["delete"]>[0]) => then(await segments.delete(guard)),
    replace: async (...given: Parameters<SegmentStore["replace"]>) => then(await segments.replace(...given)),
  };
  const seen = bound(segments, (name) => replaced[name]);
  return bound({ segments, ...store } as Store, (name) => (name === "segments" ? seen : undefined));
}

/** It dies as the first one has landed: its call hears of nothing, and it reaches the store no more. */
async function dying(world: World, call: (engine: Engine) => Promise<unknown>): Promise<void> {
  let isDead = false;
  const gone = () => Promise.reject(new StoreUnavailable("dead"));
  const until = seenBy(world.store, () => {
    isDead = true;
    return gone();
  });
  const segments = bound(until.segments, () => (isDead ? gone : undefined));
  const engine = await world.start(bound(until, (name) => (name === "segments" ? segments : undefined)));
  const asked = call(engine).catch((error) => error);
  await world.time.advance(1_000);
  expect(await asked).toBeInstanceOf(Error);
}

const WAYS = [
  { way: "deleted", go: (engine: Engine) => engine.deleteFlow({ flowId: "f" }) },
  { way: "replaced", go: (engine: Engine) => engine.run({ flowId: "f", definition, conflictPolicy: "REPLACE" }) },
] as const;

test.each(WAYS)("a flow within one that is just being $way does not go on any more", ({ way, go }) =>
  inOneWorld(async (world) => {
    const other = await world.start();
    const innermost = await ranTo(world, other, failed);
    const answers: unknown[] = [];
    const seen = seenBy(world.store, async () => {
      answers.push(await other.retryFlow({ flowId: innermost }).catch((error) => error.reason));
    });
    const gone = await idsWithin(world);
    const going = go(await world.start(seen));
    await world.time.advance(10_000);
    await going;
    expect(answers).toEqual(["PARENT_WENT_ON"]);
    await world.time.advance(10_000);
    const left = await idsWithin(world);
    expect(left.filter((id) => gone.includes(id))).toEqual([]);
    expect(left).toHaveLength(way === "deleted" ? 0 : 2);
  }),
);

test("a flow that is deleted by one that dies on the way is gone, and a repeat finds what was within it", () =>
  inOneWorld(async (world) => {
    const engine = await world.start();
    await ranTo(world, engine, done);
    await dying(world, (mortal) => mortal.deleteFlow({ flowId: "f" }));
    expect(await idsWithin(world)).toHaveLength(2);
    await expect(engine.deleteFlow({ flowId: "f" })).rejects.toMatchObject({ reason: "FLOW_NOT_FOUND" });
    expect(await idsWithin(world)).toEqual([]);
    expect(await engine.deleteFlow({ flowId: "f", allowMissing: true })).toEqual({});
  }));

test("a run that took another's place and died has a repeat that finds what was within that one", () =>
  inOneWorld(async (world) => {
    const engine = await world.start();
    await ranTo(world, engine, done);
    const before = await idsWithin(world);
    const replace = { flowId: "f", definition, requestId: "again", conflictPolicy: "REPLACE" } as const;
    await dying(world, (mortal) => mortal.run(replace));
    expect(await idsWithin(world)).toEqual(expect.arrayContaining([...before]));
    expect(await engine.run(replace)).toMatchObject({ replayed: true });
    await world.time.advance(5_000);
    const after = await idsWithin(world);
    expect(after).toHaveLength(2);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
  }));

test("what nobody asks about again is collected, and nothing of a later run with it", () =>
  inOneWorld(async (world) => {
    const engine = await world.start();
    await ranTo(world, engine, done);
    const before = await idsWithin(world);
    await dying(world, (mortal) => mortal.deleteFlow({ flowId: "f" }));
    await engine.run({ flowId: "f", definition });
    await world.time.advance(5_000);
    const own = (await idsWithin(world)).filter((id) => !before.includes(id));
    expect(own).toHaveLength(2);
    await world.time.advance(COLLECTED_WITHIN_MS);
    expect([...(await idsWithin(world))].sort()).toEqual(own.toSorted());
    await engine.taskComplete({ flowId: own.at(-1) ?? "", taskId: "x", outcome: done });
    await world.time.advance(1_000);
    expect((await engine.getFlowDetails({ flowId: "f" })).flow.state).toBe("SUCCEEDED");
  }));
