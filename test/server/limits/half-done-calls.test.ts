/**
 * Calls that are half done: requests that do not come whole, and answers that nobody reads.
 */
import { constants } from "node:http2";
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { fakeEngine, someFlow } from "../fake-engine.js";
import { refusalOf } from "../raw-client.js";
import { startServer } from "../running-server.js";
import { bearer, tokensFile } from "../tokens-file.js";
import { closed, connection, framed, open, pathOf, refusal } from "./raw-stream.js";

const { getFlowDetails, getServerInfo, importDefinition, run } = LazyEngine.method;

const MIB = 1024 * 1024;
const ONE = "one-0123456789abcdef";
const TOKENS = `tokens:
  - { token: ${ONE}, principal: one, namespaces: "*" }
`;

/** A message that announces 4 MiB, without its last byte. */
function allButTheEnd(): Buffer {
  const frame = Buffer.alloc(5 + 4 * MIB - 1);
  frame.writeUInt32BE(4 * MIB, 1);
  return frame;
}

describe("a request that has not come whole", () => {
  it("is refused by its headers where its caller shows no token", async () => {
    const server = await startServer(fakeEngine(), { tokens: tokensFile(TOKENS).path });
    const stream = open(connection(server.grpcPort), pathOf(run));
    const gone = closed(stream);
    expect(await refusal(stream)).toMatchObject({ code: status.UNAUTHENTICATED, reason: "UNAUTHENTICATED" });
    // Nothing is kept for a request that its caller never ends.
    expect(await gone).toBe(constants.NGHTTP2_NO_ERROR);
    await server.logged(({ msg, method, code }) => msg === "call refused" && method === "Run" && code === 16);
  });

  it("counts for its caller, until it is left", async () => {
    const server = await startServer(fakeEngine(), { maxCallsPerCaller: 1 });
    const session = connection(server.grpcPort);
    const stream = open(session, pathOf(run));
    const over = async () => (await refusalOf(server.client.unary(getServerInfo, {}))).metadata;
    await expect.poll(over).toEqual({ limit: "calls_per_caller", value: "1" });
    stream.close(constants.NGHTTP2_CANCEL);
    await server.logged(({ msg, code }) => msg === "call refused" && code === status.CANCELLED);
    await server.client.unary(getServerInfo, {});
  });

  it("is refused where there are more than the process keeps: the one that has taken the longest", async () => {
    const server = await startServer(fakeEngine(), { maxHeldBytes: 10 * MIB });
    const session = connection(server.grpcPort);
    const streams = [open(session, pathOf(run)), open(session, pathOf(run)), open(session, pathOf(run))];
    const refusals = streams.map(refusal);
    const [first, second, third] = streams;
    const gone = first && closed(first);
    // One after the other, each once the one before is there.
    for (const stream of streams) await new Promise((resolve) => stream.write(allButTheEnd(), resolve));
    await gone;
    expect(await refusals[0]).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      reason: "OVERLOADED",
      metadata: { limit: "held_bytes", value: String(10 * MIB) },
    });
    // The others are no message, which is told where they have come whole.
    second?.end(Buffer.alloc(1));
    third?.end(Buffer.alloc(1));
    expect(await Promise.all(refusals.slice(1))).toMatchObject([
      { reason: "INVALID_FIELD" },
      { reason: "INVALID_FIELD" },
    ]);
    await server.client.unary(getServerInfo, {});
  });

  it("is not taken from a caller whose token was withdrawn meanwhile", async () => {
    const tokens = tokensFile(TOKENS);
    const server = await startServer(fakeEngine(), { tokens: tokens.path });
    const frame = framed(run, { namespace: "n", flowId: "f" });
    const stream = open(connection(server.grpcPort), pathOf(run), bearer(ONE).headers);
    stream.write(frame.subarray(0, 6));
    tokens.replace(TOKENS.replace(ONE, "two-0123456789abcdef"));
    await server.logged(({ msg }) => msg === "read the tokens again");
    stream.end(frame.subarray(6));
    expect(await refusal(stream)).toMatchObject({ reason: "UNAUTHENTICATED" });
  });
});

describe("a request whose end is missing", () => {
  it("is refused, also where messages of it have come whole", async () => {
    const engine = fakeEngine({
      importDefinition: async ({ tasks }, call) => {
        let taskCount = 0;
        for await (const piece of tasks) taskCount += piece.length;
        call?.signal?.throwIfAborted();
        return { digest: "d", created: true, warnings: [], taskCount };
      },
    });
    const server = await startServer(engine);
    const stream = open(connection(server.grpcPort), pathOf(importDefinition));
    stream.write(framed(importDefinition, { frame: { case: "open", value: { spec: { name: "n" } } } }));
    const tasks = [{ name: "t", work: { case: "noop", value: {} } }] as const;
    const piece = framed(importDefinition, { frame: { case: "tasks", value: { tasks: [...tasks] } } });
    stream.write(piece);
    stream.end(piece.subarray(0, -1));
    expect(await refusal(stream)).toMatchObject({
      reason: "INVALID_FIELD",
      message: expect.stringContaining("its last message is cut short"),
    });
  });

  it("lets go of its stream when its time is over", async () => {
    const server = await startServer(fakeEngine());
    const stream = open(connection(server.grpcPort), pathOf(run), { "grpc-timeout": "50m" });
    const gone = closed(stream);
    stream.write(allButTheEnd());
    expect(await gone).toBe(constants.NGHTTP2_NO_ERROR);
  });
});

describe("an answer that nobody reads", () => {
  const flow = () =>
    fakeEngine({
      getFlowDetails: async () => ({
        flow: someFlow({ labels: { big: "x".repeat(3 * MIB) } }),
        tasks: [],
        nextPageToken: "",
      }),
    });

  it("is given up where there are more than the process keeps: the one that has waited the longest", async () => {
    const server = await startServer(flow(), { maxHeldBytes: 8 * MIB });
    const session = connection(server.grpcPort, 0);
    const ask = async () => {
      const stream = open(session, pathOf(getFlowDetails));
      const answered = new Promise((resolve) => stream.once("response", resolve));
      stream.end(framed(getFlowDetails, { flowId: "f" }));
      await answered;
      return stream;
    };
    const first = await ask();
    const second = await ask();
    const reset = closed(first);
    await ask();
    expect(await reset).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    expect(second.closed).toBe(false);
    await server.client.unary(getServerInfo, {});
  });

  it("is given up after a while, and its connection goes on", async () => {
    const server = await startServer(flow(), { slowReaderTimeout: 200 });
    const session = connection(server.grpcPort, 0);
    const stream = open(session, pathOf(getFlowDetails));
    stream.end(framed(getFlowDetails, { flowId: "f" }));
    expect(await closed(stream)).toBe(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    expect(session.closed).toBe(false);
  });
});

describe("a service that needs no token", () => {
  it("has no more calls on a connection than sessions may be", async () => {
    const server = await startServer(fakeEngine(), { tokens: tokensFile(TOKENS).path, maxSessionsPerConnection: 2 });
    const session = connection(server.grpcPort);
    const [first] = Array.from({ length: 2 }, () => open(session, "/grpc.health.v1.Health/Watch"));
    const third = open(session, "/grpc.health.v1.Health/Watch");
    expect(await refusal(third)).toMatchObject({ metadata: { limit: "sessions_per_connection", value: "2" } });
    const left = first && closed(first);
    first?.close(constants.NGHTTP2_CANCEL);
    await left;
    const next = open(session, "/grpc.health.v1.Health/Watch");
    const answered = new Promise((resolve) => next.once("response", resolve));
    next.end(Buffer.alloc(5));
    expect(await answered).not.toHaveProperty("grpc-status");
  });
});
