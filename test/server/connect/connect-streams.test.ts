/**
 * Server streams by the Connect protocol: frames as they come, refusals at any time, and readers that leave or do not read.
 */
import { request } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import { describe, expect, it, onTestFinished } from "vitest";
import { EngineError } from "../../../src/engine/engine-error.js";
import type { WatchFlowFrame } from "../../../src/engine/requests.js";
import { fakeEngine, someFlow } from "../fake-engine.js";
import { startServer } from "../running-server.js";
import { connectClient, connectRefusalOf, openCalls } from "./connect-client.js";

/** A watch that tells what the test pushes. */
function pushedWatch() {
  const frames: WatchFlowFrame[] = [];
  const seen: { signal?: AbortSignal | undefined; ended: boolean } = { ended: false };
  const engine = fakeEngine({
    watchFlow: async function* (_request, call) {
      seen.signal = call?.signal;
      try {
        for (;;) {
          for (let frame = frames.shift(); frame !== undefined; frame = frames.shift()) yield frame;
          if (call?.signal?.aborted === true) return;
          await nextTurn();
        }
      } finally {
        seen.ended = true;
      }
    },
  });
  return { engine, frames, seen };
}

const current: WatchFlowFrame = { kind: "current", revision: "r1" };

describe("a server stream by the Connect protocol", () => {
  it.each([true, false])(
    "brings frames as they come and ends when its reader leaves, in both forms (%s)",
    async (binary) => {
      const { engine, frames, seen } = pushedWatch();
      const server = await startServer(engine);
      frames.push(current);
      const caller = new AbortController();
      const stream = connectClient(server.httpPort, { binary }).watchFlow({ flowId: "f" }, { signal: caller.signal });
      const reading = stream[Symbol.asyncIterator]();
      expect((await reading.next()).value?.frame).toMatchObject({ case: "current", value: { revision: "r1" } });
      frames.push({ kind: "deleted", revision: "r2", flowId: "f" });
      expect((await reading.next()).value?.frame).toMatchObject({ case: "deleted", value: { flowId: "f" } });
      caller.abort();
      await expect(reading.next()).rejects.toThrow(ConnectError);
      await expect.poll(() => seen.ended).toBe(true);
      await expect.poll(async () => openCalls(server.httpPort)).toBe(0);
    },
  );

  it("is refused with all details, before its first frame and after", async () => {
    const engine = fakeEngine({
      watchFlow: async function* ({ flowId }) {
        if (flowId === "late") yield current;
        throw new EngineError("REVISION_COMPACTED", "list again", { metadata: { flow_id: String(flowId) } });
      },
    });
    const server = await startServer(engine);
    for (const flowId of ["early", "late"]) {
      const read = async () => {
        for await (const _ of connectClient(server.httpPort).watchFlow({ flowId }));
      };
      expect(await connectRefusalOf(read())).toMatchObject({
        code: Code.OutOfRange,
        reason: "REVISION_COMPACTED",
        metadata: { flow_id: flowId },
      });
    }
  });

  it("ends with DRAINING when the server stops, whoever reads", async () => {
    const { engine, frames } = pushedWatch();
    const server = await startServer(engine);
    frames.push(current);
    const reading = connectClient(server.httpPort).watchFlow({ flowId: "f" })[Symbol.asyncIterator]();
    await reading.next();
    const stopping = server.stop();
    expect(await connectRefusalOf(reading.next())).toMatchObject({ code: Code.Unavailable, reason: "DRAINING" });
    await stopping;
  });

  it("ends when its reader takes nothing for long", async () => {
    const large = someFlow({ flowId: "f", labels: { text: "x".repeat(1_000_000) } });
    let ended = false;
    const engine = fakeEngine({
      watchFlow: async function* (_request, call) {
        try {
          while (call?.signal?.aborted !== true) yield { kind: "update", revision: "r", flow: large, tasks: [] };
        } finally {
          ended = true;
        }
      },
    });
    const server = await startServer(engine, { slowReaderTimeout: 200 });
    const headers = { "content-type": "application/connect+json" };
    const path = "/lazyengine.v1.LazyEngine/WatchFlow";
    const sent = request({ host: "127.0.0.1", port: server.httpPort, path, method: "POST", headers });
    onTestFinished(() => void sent.destroy());
    sent.on("error", () => undefined);
    // The answer is there and never read.
    sent.on("response", () => undefined);
    sent.end(encodeEnvelope(0, Buffer.from('{"flowId": "f"}')));
    await expect.poll(() => ended, { timeout: 20_000 }).toBe(true);
    await expect.poll(async () => openCalls(server.httpPort)).toBe(0);
    await server.logged(({ msg, code }) => msg === "call refused" && code === Code.ResourceExhausted);
  });
});
