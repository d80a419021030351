/**
 * Frames of streams that cannot be encoded: they end their call as an internal error does, by whatever way it came.
 */
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { Engine } from "../../src/engine/engine.js";
import type { WatchFlowFrame } from "../../src/engine/requests.js";
import { connectClient, connectRefusalOf, http, openCalls } from "./connect/connect-client.js";
import { FakeSession, fakeEngine, someFlow, someTask } from "./fake-engine.js";
import { answer } from "./held-batches.js";
import { readMetrics } from "./metrics-page.js";
import { type ErrorFacts, refusalOf } from "./raw-client.js";
import { startServer, type TestServer } from "./running-server.js";
import { StreamReading } from "./stream-reading.js";

const { executeTasks, watchFlow, watchReadyTasks } = LazyEngine.method;

const SECRET = "sEcret";
const completion = { flowId: "f", taskId: "a", outcome: { case: "result" as const, value: {} } };
const current: WatchFlowFrame = { kind: "current", revision: "r1" };

/** Cannot be written in either form, for a reason that is nobody's business. */
function formless(): string {
  const fail = (): never => {
    throw new Error(SECRET);
  };
  return Object.defineProperty({ toJSON: fail }, "length", { get: fail }) as unknown as string;
}

function brokenWatch(): { readonly engine: Engine; readonly seen: { ended: boolean } } {
  const seen = { ended: false };
  const engine = fakeEngine({
    watchFlow: async function* () {
      try {
        yield current;
        yield { kind: "update", revision: "r2", flow: someFlow({ labels: { a: formless() } }), tasks: [] };
        yield current;
      } finally {
        seen.ended = true;
      }
    },
  });
  return { engine, seen };
}

/** The call was refused without telling why, logged once, and counted once. */
async function expectIncident(server: TestServer, method: string, refusal: ErrorFacts): Promise<void> {
  const id = refusal.metadata["error_id"];
  expect(refusal).toMatchObject({
    code: status.INTERNAL,
    reason: "INTERNAL",
    message: `internal error ${id}: see the server's log`,
  });
  await expect.poll(() => openCalls(server.httpPort)).toBe(0);
  expect(JSON.stringify(refusal)).not.toContain(SECRET);
  const incidents = server.log.filter(({ msg }) => msg === "unexpected error");
  expect(incidents).toMatchObject([{ level: 50, method, error_id: id }]);
  const { samples } = await readMetrics(server);
  const counted = [...samples].filter(([series]) => /calls_total\{/.test(series) && series.includes(`"${method}"`));
  expect(counted.map(([series, count]) => [/code="(\w+)"/.exec(series)?.[1], count])).toEqual([["13", 1]]);
}

describe("a frame that has no form", () => {
  it("ends a server stream of gRPC after the frames before it", async () => {
    const { engine, seen } = brokenWatch();
    const server = await startServer(engine);
    const reading = new StreamReading(server.client.serverStream(watchFlow, { flowId: "f" }));
    await expectIncident(server, "WatchFlow", await refusalOf(reading.end()));
    expect(reading.frames.map(({ frame }) => frame.case)).toEqual(["current"]);
    expect(seen.ended).toBe(true);
  });

  it.each([true, false])("ends a stream of Connect, whatever its form (%s)", async (binary) => {
    const { engine, seen } = brokenWatch();
    const server = await startServer(engine);
    const frames: unknown[] = [];
    const read = async () => {
      for await (const frame of connectClient(server.httpPort, { binary }).watchFlow({ flowId: "f" }))
        frames.push(frame);
    };
    await expectIncident(server, "WatchFlow", await connectRefusalOf(read()));
    expect(frames).toHaveLength(1);
    expect(seen.ended).toBe(true);
  });

  it("ends a stream of ready tasks, and its session", async () => {
    const session = new FakeSession();
    const server = await startServer(fakeEngine({ openSession: async () => session }));
    const reading = new StreamReading(
      server.client.serverStream(watchReadyTasks, { queues: ["work"], maxInFlight: 1 }),
    );
    session.push({ kind: "revoked", flowId: formless(), taskId: "a", claimToken: "1.a", reason: "LEASE_LOST" });
    await expectIncident(server, "WatchReadyTasks", await refusalOf(reading.end()));
    expect(session.closed).toBe(true);
  });

  it("ends the stream of an executor, and its session, also where it is an answer", async () => {
    for (const isAnswer of [true, false]) {
      const session = new FakeSession();
      const engine = fakeEngine({
        openSession: async () => session,
        taskCompleteBatch: async (batch) =>
          batch.map(() => ({ value: { ...answer, task: someTask({ taskId: formless() }) } })),
      });
      const server = await startServer(engine);
      const stream = server.client.bidi(executeTasks);
      const reading = new StreamReading(stream);
      stream.write({ frame: { case: "open", value: { queues: ["work"], maxInFlight: 1 } } });
      if (isAnswer) stream.write({ frame: { case: "complete", value: { seq: 1n, items: [completion] } } });
      else session.push({ kind: "revoked", flowId: formless(), taskId: "a", claimToken: "1.a", reason: "LEASE_LOST" });
      await expectIncident(server, "ExecuteTasks", await refusalOf(reading.end()));
      await expect.poll(() => session.closed).toBe(true);
    }
  });

  it("is as much of an incident where the pages are answered", async () => {
    const work = { time: 0, queues: [{ queue: formless() }], sessions: [], more: false };
    const server = await startServer(fakeEngine({ workUnderWay: async () => work as never }));
    const { status: code, body } = await http({ port: server.httpPort, path: "/ui/api/work" });
    expect([code, JSON.parse(body)]).toMatchObject([500, { code: "internal" }]);
    expect(body).not.toContain(SECRET);
    expect(server.log.filter(({ msg }) => msg === "unexpected error")).toMatchObject([{ method: "GetWorkUnderWay" }]);
  });
});
