/**
 * Streams that nobody reads: what they were sent counts, and they are reset where it is more than the process keeps.
 */
import { constants } from "node:http2";
import { expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../../src/engine/engine-error.js";
import { FakeSession, fakeEngine, readyTask } from "../fake-engine.js";
import { startServer } from "../running-server.js";
import { closed, connection, framed, open, pathOf } from "./raw-stream.js";

const { executeTasks, getServerInfo, watchReadyTasks } = LazyEngine.method;

const MIB = 1024 * 1024;
const LIMIT = { maxHeldBytes: 8 * MIB };
const OPEN = { queues: ["work"], maxInFlight: 100 };

/** A server, and a connection by which nothing of a stream is taken but its headers. */
async function unread() {
  const sessions: FakeSession[] = [];
  const engine = fakeEngine({
    openSession: async () => {
      const session = new FakeSession();
      sessions.push(session);
      return session;
    },
    taskCompleteBatch: async (batch) => batch.map(() => ({ error: new EngineError("TASK_NOT_READY", "not yet") })),
  });
  const server = await startServer(engine, LIMIT);
  const peer = connection(server.grpcPort, 0);
  const watch = async (...bytes: readonly number[]) => {
    const stream = open(peer, pathOf(watchReadyTasks));
    const answered = new Promise((resolve) => stream.once("response", resolve));
    stream.end(framed(watchReadyTasks, OPEN));
    await expect.poll(() => sessions.length).toBeGreaterThan(0);
    const session = sessions.pop();
    for (const size of bytes) session?.push({ kind: "ready_tasks", tasks: [readyTask("t", size)] });
    await answered;
    return { stream, session };
  };
  return { server, sessions, peer, watch };
}

it("take one large frame of their session, and not the next", async () => {
  const { server, watch } = await unread();
  const { session } = await watch(MIB, MIB, MIB, MIB);
  for (let call = 0; call < 20; call += 1) await server.client.unary(getServerInfo, {});
  expect(session?.taken).toBe(1);
});

it.each([
  ["a large frame", [3 * MIB]],
  ["a large frame that stands behind a small one", [10, 3 * MIB]],
])(
  "are reset where more was sent than the process keeps, with %s each: the one that waits the longest",
  async (_, sizes) => {
    const { server, watch } = await unread();
    const first = await watch(...sizes);
    const second = await watch(...sizes);
    const reset = closed(first.stream);
    await watch(...sizes);
    expect(await reset).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    await expect.poll(() => first.session?.closed).toBe(true);
    expect(second.stream.closed).toBe(false);
    await server.client.unary(getServerInfo, {});
  },
);

it("are reset where their callers send on more than the process keeps: no status would reach them", async () => {
  const { server, sessions, peer } = await unread();
  const stream = open(peer, pathOf(executeTasks));
  const reset = closed(stream);
  const answered = new Promise((resolve) => stream.once("response", resolve));
  stream.write(framed(executeTasks, { frame: { case: "open", value: OPEN } }));
  await expect.poll(() => sessions.length).toBe(1);
  sessions[0]?.push({ kind: "ready_tasks", tasks: [readyTask("t", MIB)] });
  await answered;
  // Who does not read its verdicts is not read on: the frames behind are kept.
  const large = { flowId: "f".repeat(3 * MIB), taskId: "t", claimToken: "c" };
  for (let seq = 1n; seq <= 8n; seq += 1n) {
    stream.write(framed(executeTasks, { frame: { case: "complete", value: { seq, items: [large] } } }));
  }
  expect(await reset).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  await server.client.unary(getServerInfo, {});
});
