/**
 * Server streams by the Connect protocol: frames as they come, refusals at any time, and readers that leave or do not read.
 */
import { once } from "node:events";
import { request } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import { create, fromBinary, fromJsonString, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import { describe, expect, it, onTestFinished } from "vitest";
import { WatchFlowRequestSchema, WatchFlowResponseSchema } from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../../src/engine/engine-error.js";
import type { WatchFlowFrame } from "../../../src/engine/requests.js";
import { fakeEngine, someFlow } from "../fake-engine.js";
import { startServer } from "../running-server.js";
import { connectClient, connectRefusalOf, http, openCalls } from "./connect-client.js";

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

const PATH = "/lazyengine.v1.LazyEngine/WatchFlow";
const END_OF_STREAM = 2;

function watchOf(flowId: string): Uint8Array {
  return toBinary(WatchFlowRequestSchema, create(WatchFlowRequestSchema, { flowId }));
}

/** The whole body of a stream. */
async function readWhole(port: number, type: string, body: Uint8Array, accepted: object): Promise<Buffer> {
  const headers = { "content-type": type, ...accepted };
  const answer = await fetch(`http://127.0.0.1:${port}${PATH}`, { method: "POST", headers, body: Buffer.from(body) });
  return Buffer.from(await answer.arrayBuffer());
}

function framesIn(body: Buffer): { readonly flags: number; readonly bytes: Buffer }[] {
  const frames: { flags: number; bytes: Buffer }[] = [];
  for (let at = 0; at < body.length; at += 5 + body.readUInt32BE(at + 1)) {
    frames.push({ flags: body.readUInt8(at), bytes: body.subarray(at + 5, at + 5 + body.readUInt32BE(at + 1)) });
  }
  return frames;
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

  it.each([
    ["proto", {}],
    ["proto", { "connect-accept-encoding": "gzip" }],
    ["json", {}],
    ["json", { "connect-accept-encoding": "gzip" }],
  ])("of frames that many are told has the same bytes for all, made once, in %s and by %j", async (form, accepted) => {
    const type = `application/connect+${form}`;
    let encoded = 0;
    const ownKeys = (target: Record<string, string>) => {
      encoded += 1;
      return Reflect.ownKeys(target);
    };
    const labels = new Proxy<Record<string, string>>({ text: "x".repeat(2_000) }, { ownKeys });
    const counted: WatchFlowFrame = {
      kind: "update",
      revision: "r",
      flow: someFlow({ flowId: "f", labels }),
      tasks: [],
    };
    const engine = fakeEngine({
      watchFlow: async function* () {
        for (const frame of [counted, current, counted]) yield frame;
      },
    });
    const server = await startServer(engine);
    const request = form === "json" ? Buffer.from('{"flowId": "f"}') : watchOf("f");
    const read = () => readWhole(server.httpPort, type, encodeEnvelope(0, request), accepted);
    const first = await read();
    const encodedForOne = encoded;
    const told = framesIn(first);
    expect(told.map(({ flags }) => flags)).toEqual([0, 0, 0, END_OF_STREAM]);
    const messages = told
      .slice(0, -1)
      .map(({ bytes }) =>
        form === "json"
          ? fromJsonString(WatchFlowResponseSchema, bytes.toString())
          : fromBinary(WatchFlowResponseSchema, bytes),
      );
    expect(messages.map(({ frame }) => frame.case)).toEqual(["update", "current", "update"]);
    expect(JSON.parse(told.at(-1)?.bytes.toString() ?? "")).toEqual({});
    for (const body of await Promise.all([read(), read(), read()])) expect(body.equals(first)).toBe(true);
    expect(encodedForOne).toBeGreaterThan(0);
    expect(encoded).toBe(encodedForOne);
  });

  it("sends its headers with its first message, or with its refusal", async () => {
    const engine = fakeEngine({
      watchFlow: async function* ({ flowId }) {
        if (flowId === "refused") throw new EngineError("FLOW_NOT_FOUND", "no flow");
        yield current;
      },
    });
    const server = await startServer(engine);
    for (const flowId of ["f", "refused"]) {
      const body = Buffer.from(encodeEnvelope(0, Buffer.from(JSON.stringify({ flowId }))));
      const headers = { "content-type": "application/connect+json" };
      const answer = await fetch(`http://127.0.0.1:${server.httpPort}${PATH}`, { method: "POST", headers, body });
      await answer.arrayBuffer();
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "content-type": "application/connect+json",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      });
    }
  });

  it("ends with an incident where a message has no form", async () => {
    const endless = someFlow({ createTime: 1e18 });
    const engine = fakeEngine({
      watchFlow: async function* () {
        yield { kind: "update", revision: "r", flow: endless, tasks: [] };
      },
    });
    const server = await startServer(engine);
    const reading = connectClient(server.httpPort, { binary: false })
      .watchFlow({ flowId: "f" })
      [Symbol.asyncIterator]();
    expect(await connectRefusalOf(reading.next())).toMatchObject({ code: Code.Internal, reason: "INTERNAL" });
    await server.logged(({ msg }) => msg === "unexpected error");
  });

  it.each(["json", "proto"])(
    "ends when its reader takes nothing for long, and its connection is cut (%s)",
    async (form) => {
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
      // Who holds the one place of an address shows by that whether his connection is there.
      const server = await startServer(engine, { slowReaderTimeout: 200, maxConnectionsPerAddress: 1 });
      const healthy = () => {
        const asked = http({ port: server.httpPort, path: "/healthz" });
        return asked.then(
          ({ status }) => status,
          () => "closed at once",
        );
      };
      const headers = { "content-type": `application/connect+${form}` };
      const sent = request({ host: "127.0.0.1", port: server.httpPort, path: PATH, method: "POST", headers });
      onTestFinished(() => void sent.destroy());
      sent.on("error", () => undefined);
      // The answer is there and never read.
      sent.on("response", () => undefined);
      sent.end(encodeEnvelope(0, form === "json" ? Buffer.from('{"flowId": "f"}') : watchOf("f")));
      await once(sent, "response");
      expect(await healthy()).toBe("closed at once");
      await expect.poll(() => ended, { timeout: 20_000 }).toBe(true);
      await expect.poll(healthy, { timeout: 20_000 }).toBe(200);
      await expect.poll(async () => openCalls(server.httpPort)).toBe(0);
      await server.logged(({ msg, code }) => msg === "call refused" && code === Code.ResourceExhausted);
    },
  );
});
