/**
 * The seam of server streams, by the stream of ready tasks: order, end, backpressure, leaving.
 */
import { status } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../src/engine/engine-error.js";
import { FakeSession, fakeEngine, readyTask } from "./fake-engine.js";
import { refusalOf } from "./raw-client.js";
import { startServer } from "./running-server.js";
import { StreamReading } from "./stream-reading.js";

const { watchReadyTasks, getServerInfo } = LazyEngine.method;

const request = { queues: ["work"], maxInFlight: 10 };

async function openStream() {
  const session = new FakeSession();
  const server = await startServer(fakeEngine({ openSession: async () => session }));
  const stream = server.client.serverStream(watchReadyTasks, request);
  return { session, server, stream };
}

describe("a stream of ready tasks", () => {
  it("carries every kind of frame in order and ends when the session ends", async () => {
    const { session, stream } = await openStream();
    session.push(
      { kind: "opened", sessionId: "s", maxInFlight: 10, leaseMs: 30_500, resumed: true },
      { kind: "ready_tasks", tasks: [readyTask("a"), readyTask("b")] },
      { kind: "revoked", flowId: "f", taskId: "a", claimToken: "1.a", reason: "LEASE_LOST" },
      { kind: "cancel_requested", flowId: "f", taskId: "b", claimToken: "1.b", reason: "why", deadline: 1_500 },
      { kind: "idle", backlog: 7 },
      { kind: "draining", reconnectAfterMs: 250 },
    );
    session.end();
    const reading = new StreamReading(stream);
    await reading.end();
    expect(reading.frames.map(({ frame }) => frame.case)).toEqual([
      "opened",
      "readyTasks",
      "revoked",
      "cancelRequested",
      "idle",
      "draining",
    ]);
    expect(reading.frames[0]?.frame.value).toMatchObject({
      sessionId: "s",
      resumed: true,
      maxInFlight: 10,
      leaseDuration: { seconds: 30n, nanos: 500_000_000 },
    });
    expect(reading.frames[3]?.frame.value).toMatchObject({ deadline: { seconds: 1n, nanos: 500_000_000 } });
    expect(session.closed).toBe(true);
  });

  it("divides tasks over frames of at most 3.5 MiB", async () => {
    const { session, stream } = await openStream();
    const tasks = Array.from({ length: 9 }, (_, index) => readyTask(`t${index}`, 1_000_000));
    session.push({ kind: "ready_tasks", tasks });
    session.end();
    const reading = new StreamReading(stream);
    await reading.end();
    const sizes = reading.frames.map(({ frame }) => (frame.case === "readyTasks" ? frame.value.tasks.length : 0));
    expect(sizes).toEqual([3, 3, 3]);
  });

  it("ends with the error of the session", async () => {
    const { session, stream } = await openStream();
    session.end(new EngineError("SESSION_TAKEN_OVER", "taken over", { metadata: { session_id: "s" } }));
    expect(await refusalOf(new StreamReading(stream).end())).toMatchObject({
      code: status.ABORTED,
      reason: "SESSION_TAKEN_OVER",
      metadata: { session_id: "s" },
    });
    expect(session.closed).toBe(true);
  });

  it("is refused with the error of its opening", async () => {
    const refusal = new EngineError("SESSION_NOT_FOUND", "another caller's");
    const { client } = await startServer(fakeEngine({ openSession: () => Promise.reject(refusal) }));
    const reading = new StreamReading(client.serverStream(watchReadyTasks, request));
    expect(await refusalOf(reading.end())).toMatchObject({ code: status.NOT_FOUND, reason: "SESSION_NOT_FOUND" });
  });

  it("closes the session of a caller that leaves while nothing is sent", async () => {
    const { session, stream } = await openStream();
    const closed = closing(session);
    session.push({ kind: "idle", backlog: 0 });
    const reading = new StreamReading(stream);
    await reading.count(1);
    stream.cancel();
    await closed;
  });

  it("closes the session of a caller that leaves in a flood", async () => {
    const { session, stream } = await openStream();
    const closed = closing(session);
    for (let index = 0; index < 20_000; index++) session.push({ kind: "idle", backlog: index });
    const reading = new StreamReading(stream);
    await reading.count(1_000);
    stream.cancel();
    await closed;
    expect(session.taken).toBeLessThan(20_000);
  });

  it("takes from the session only what the caller reads", async () => {
    const { session, server, stream } = await openStream();
    const total = 400;
    for (let index = 0; index < total; index++) {
      session.push({ kind: "ready_tasks", tasks: [readyTask(`t${index}`, 100_000)] });
    }
    session.end();
    // Nothing reads the stream; other calls on the connection are answered all the same.
    for (let call = 0; call < 20; call++) await server.client.unary(getServerInfo, {});
    expect(session.taken).toBeLessThan(total / 4);
    const reading = new StreamReading(stream);
    await reading.end();
    expect(reading.frames.length).toBe(total);
  });

  it("takes few frames from the session where they are large", async () => {
    const { session, server, stream } = await openStream();
    const total = 30;
    for (let index = 0; index < total; index++) {
      session.push({ kind: "ready_tasks", tasks: [readyTask(`t${index}`, 1_500_000)] });
    }
    session.end();
    for (let call = 0; call < 20; call++) await server.client.unary(getServerInfo, {});
    // As many as have 4 MiB, and what the transport has taken before.
    expect(session.taken).toBeLessThan(6);
    const reading = new StreamReading(stream);
    await reading.end();
    expect(reading.frames.length).toBe(total);
  });

  it("is one too many where the connection holds as many as it may", async () => {
    const sessions = [new FakeSession(), new FakeSession(), new FakeSession()];
    const engine = fakeEngine({ openSession: async () => sessions.shift() ?? new FakeSession() });
    const server = await startServer(engine, { maxSessionsPerConnection: 2 });
    const streams = [1, 2].map(() => server.client.serverStream(watchReadyTasks, request));
    const opened = [sessions[0], sessions[1]];
    for (const session of opened) session?.push({ kind: "idle", backlog: 0 });
    const readings = streams.map((stream) => new StreamReading(stream));
    await Promise.all(readings.map((reading) => reading.count(1)));
    const refused = new StreamReading(server.client.serverStream(watchReadyTasks, request));
    expect(await refusalOf(refused.end())).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      reason: "OVERLOADED",
      metadata: { limit: "sessions_per_connection", value: "2" },
    });
    opened[0]?.end();
    await readings[0]?.end();
    const third = new StreamReading(server.client.serverStream(watchReadyTasks, request));
    sessions[0]?.end();
    await third.end();
  });
});

/** Resolves when the service closes the session. */
function closing(session: FakeSession): Promise<void> {
  const close = session.close.bind(session);
  return new Promise((resolve) => {
    session.close = async () => {
      await close();
      resolve();
    };
    onTestFinished(() => resolve());
  });
}
