/**
 * What a stream of tasks was sent and has not taken is bounded in bytes: what is beyond waits in the store, for others too.
 */
import { expect, test } from "vitest";
import { LIMITS } from "../../src/core/limits.js";
import type { Engine, ReadyTask, Session, SessionFrame } from "../../src/engine/index.js";
import { startExecutor } from "./executor.js";
import { bound } from "./faulty-store.js";
import { flow, task } from "./json-payload.js";
import { inOneWorld } from "./one-world.js";

const SIZE = 1_000_000;
/** So many are sent before the bound is reached. */
const FIT = Math.ceil(LIMITS.untakenBytes / SIZE);
const TASKS = 12;
const NAMES = Array.from({ length: TASKS }, (_, index) => `t${String(index).padStart(2, "0")}`);
/** Far more than waits. */
const CREDIT = { maxInFlight: 1_000 };

function input(first: number) {
  return { data: new Uint8Array(SIZE).fill(first), contentType: "", metadata: {} };
}

/** Twelve tasks that are ready at once, each handed a megabyte. */
function runMany(engine: Engine) {
  const tasks = NAMES.map((name) => task(name, [], { needsFlowInput: true }));
  return engine.run({ flowId: "f", definition: { kind: "spec", spec: flow(tasks) }, input: input(1) });
}

/** Reads a session from now on. */
function reading(session: Session): SessionFrame[] {
  const frames: SessionFrame[] = [];
  void (async () => {
    for await (const frame of session) frames.push(frame);
  })();
  return frames;
}

function tasksOf(frames: readonly SessionFrame[]): ReadyTask[] {
  return frames.flatMap((frame) => (frame.kind === "ready_tasks" ? frame.tasks : []));
}

test("what a session does not take beyond the bound goes to others in its order, without another try", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    const deaf = await engine.openSession({ queues: ["work"], ...CREDIT });
    await runMany(engine);
    await time.advance(1_100);
    const executor = await startExecutor(engine, CREDIT);
    await time.advance(100);
    expect(executor.received.map(({ name }) => name)).toEqual(NAMES.slice(FIT));
    expect(executor.received.map(({ tries }) => tries)).toEqual(NAMES.slice(FIT).map(() => 0));
    const frames = reading(deaf);
    await time.advance(1);
    expect(tasksOf(frames).map(({ name }) => name)).toEqual(NAMES.slice(0, FIT));
    await deaf.close();
  }));

test("a session that takes what it is sent is sent all, each task once", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    const executor = await startExecutor(engine, CREDIT);
    await runMany(engine);
    await time.advance(1);
    expect(executor.received.map(({ name, attempt }) => [name, attempt])).toEqual(NAMES.map((name) => [name, 1]));
  }));

test("a session that takes again is given more, without a hint", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    const session = await engine.openSession({ queues: ["work"], ...CREDIT });
    await runMany(engine);
    await time.advance(5_000);
    const [{ work } = { work: [] }] = (await engine.listQueues({})).queues;
    expect(work.map(({ running }) => running)).toEqual([FIT]);
    const frames = reading(session);
    // No sweep is due so soon.
    await time.advance(10);
    expect(tasksOf(frames).map(({ name }) => name)).toEqual(NAMES);
    // It is known by now how large they are: none is claimed that must be given back again.
    expect(Math.max(...tasksOf(frames).map(({ attempt }) => attempt))).toBe(2);
  }));

test("what a resumed session holds waits for its stream, and is given to nobody else", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    const before = await startExecutor(engine, { sessionId: "s", ...CREDIT });
    await runMany(engine);
    await time.advance(1);
    expect(before.received).toHaveLength(TASKS);
    const deaf = await engine.openSession({ queues: ["work"], sessionId: "s", ...CREDIT });
    const other = await startExecutor(engine, CREDIT);
    await time.advance(5_000);
    await deaf.close();
    const after = await engine.openSession({ queues: ["work"], sessionId: "s", ...CREDIT });
    const frames = reading(after);
    await time.advance(1);
    expect(tasksOf(frames).map(({ name, attempt }) => [name, attempt])).toEqual(NAMES.map((name) => [name, 1]));
    expect(other.received).toEqual([]);
    await after.close();
  }));

test("that a task is to be cancelled is told behind the task, and not of one that was never sent", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    const session = await engine.openSession({ queues: ["work"], ...CREDIT });
    await runMany(engine);
    await time.advance(1);
    await engine.cancelFlow({ flowId: "f" });
    const frames = reading(session);
    await time.advance(1);
    const seen = new Set<string>();
    const early: string[] = [];
    for (const frame of frames) {
      if (frame.kind === "ready_tasks") for (const { claimToken } of frame.tasks) seen.add(claimToken);
      if (frame.kind === "cancel_requested" && !seen.has(frame.claimToken)) early.push(frame.taskId);
    }
    expect(early).toEqual([]);
    expect(frames.filter(({ kind }) => kind === "cancel_requested")).toHaveLength(seen.size);
    await session.close();
  }));

test("an observer that nobody reads has no more loaded for it", () =>
  inOneWorld(async ({ time, store, start }) => {
    const loaded = new Set<string>();
    const get: typeof store.payloads.get = (ids) => {
      for (const id of ids) loaded.add(id);
      return store.payloads.get(ids);
    };
    const payloads = bound(store.payloads, (member) => (member === "get" ? get : undefined));
    const engine = await start(bound(store, (member) => (member === "payloads" ? payloads : undefined)));
    for (const name of NAMES) {
      const spec = flow([task("a", [], { needsFlowInput: true })]);
      await engine.run({ flowId: name, definition: { kind: "spec", spec }, input: input(NAMES.indexOf(name)) });
    }
    const observer = await engine.openSession({ queues: ["work"], mode: "OBSERVE" });
    await time.advance(5_000);
    expect(loaded.size).toBe(FIT);
    const frames = reading(observer);
    await time.advance(5_000);
    expect(new Set(tasksOf(frames).map(({ flowId }) => flowId))).toEqual(new Set(NAMES));
    await observer.close();
  }));

test("a slow reader is offered no more than it takes once it is known how large its tasks are", () =>
  inOneWorld(async ({ time, start }) => {
    const engine = await start();
    const session = await engine.openSession({ queues: ["work"], ...CREDIT });
    await runMany(engine);
    const frames: SessionFrame[] = [];
    const iterator = session[Symbol.asyncIterator]();
    while (tasksOf(frames).length < TASKS) {
      await time.advance(2_000);
      const next = await iterator.next();
      if (next.done !== true) frames.push(next.value);
    }
    // The first claim did not know; what it was too much for has been given back once.
    expect(Math.max(...tasksOf(frames).map(({ attempt }) => attempt))).toBe(2);
    await session.close();
  }));
