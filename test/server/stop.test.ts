/**
 * The end of a server: what is under way is answered, streams are sent elsewhere, nothing outlives the grace.
 */
import { once } from "node:events";
import { createConnection } from "node:net";
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { FakeSession, fakeEngine, someFlow } from "./fake-engine.js";
import { refusalOf } from "./raw-client.js";
import { startServer } from "./running-server.js";
import { StreamReading } from "./stream-reading.js";

const { suspendFlow, watchFlow, watchReadyTasks, executeTasks } = LazyEngine.method;

/** A promise and its key. */
function latch(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

describe("a server that stops", () => {
  it("answers the calls under way and refuses those that come after", async () => {
    const entered = latch();
    const released = latch();
    const stopping = latch();
    const server = await startServer(
      fakeEngine({
        suspendFlow: async () => {
          entered.open();
          await released.opened;
          return { flow: someFlow({ state: "SUSPENDED" }), changes: [], changesTruncated: false, replayed: false };
        },
        stop: async () => stopping.open(),
      }),
    );
    const first = server.client.unary(suspendFlow, { flowId: "flow-1" });
    await entered.opened;
    const stopped = server.stop();
    await stopping.opened;
    expect(await refusalOf(server.client.unary(suspendFlow, { flowId: "flow-1" }))).toMatchObject({
      code: status.UNAVAILABLE,
      reason: "DRAINING",
      retryMs: 100,
    });
    released.open();
    expect((await first).flow?.flowId).toBe("flow-1");
    await stopped;
    const socket = createConnection({ host: "127.0.0.1", port: server.grpcPort });
    const [error] = await once(socket, "error");
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
  });

  it("sends Draining down the streams of ready tasks and closes them with OK", async () => {
    const sessions: FakeSession[] = [];
    const server = await startServer(
      fakeEngine({
        openSession: async () => {
          const session = new FakeSession();
          sessions.push(session);
          session.push({ kind: "idle", backlog: 0 });
          return session;
        },
        stop: async () => {
          for (const session of sessions) {
            session.push({ kind: "draining", reconnectAfterMs: 0 });
            session.end();
          }
        },
      }),
    );
    const watch = new StreamReading(server.client.serverStream(watchReadyTasks, { queues: ["work"] }));
    const duplex = server.client.bidi(executeTasks);
    duplex.write({ frame: { case: "open", value: { queues: ["work"] } } });
    const execute = new StreamReading(duplex);
    await Promise.all([watch.count(1), execute.count(1)]);
    await server.stop();
    await Promise.all([watch.end(), execute.end()]);
    expect(watch.frames.map(({ frame }) => frame.case)).toEqual(["idle", "draining"]);
    expect(execute.frames.map(({ frame }) => frame.case)).toEqual(["idle", "draining"]);
  });

  it("ends watches of flows with DRAINING", async () => {
    const server = await startServer(
      fakeEngine({
        watchFlow: async function* (_request, call) {
          yield { kind: "current", revision: "r1" };
          await new Promise<void>((resolve) => call?.signal?.addEventListener("abort", () => resolve()));
        },
      }),
    );
    const watch = new StreamReading(server.client.serverStream(watchFlow, { flowId: "flow-1" }));
    await watch.count(1);
    await server.stop();
    expect(await refusalOf(watch.end())).toMatchObject({ code: status.UNAVAILABLE, reason: "DRAINING" });
  });

  it("cuts what is not answered within the grace", async () => {
    const entered = latch();
    const aborted = latch();
    const server = await startServer(
      fakeEngine({
        suspendFlow: (_request, call) => {
          call?.signal?.addEventListener("abort", () => aborted.open());
          entered.open();
          return new Promise(() => undefined);
        },
        stop: () => new Promise(() => undefined),
      }),
      { stopGrace: 50 },
    );
    const refusal = refusalOf(server.client.unary(suspendFlow, { flowId: "flow-1" }));
    await entered.opened;
    await server.stop();
    await aborted.opened;
    expect((await refusal).code).toBe(status.UNAVAILABLE);
  });

  it("stops in order though the engine does not, and only once", async () => {
    let stops = 0;
    const server = await startServer(
      fakeEngine({
        stop: async () => {
          stops += 1;
          throw new Error("stuck");
        },
      }),
    );
    await Promise.all([server.stop(), server.stop()]);
    expect(stops).toBe(1);
    expect(server.log.map((line) => line["msg"])).toContain("the engine did not stop in order");
  });
});
