/**
 * Requests that come packed: they are taken, and what they become is bounded, however many come at once.
 */
import zlib, { deflateSync, gzipSync } from "node:zlib";
import { status } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../../src/engine/engine-error.js";
import { fakeEngine } from "../fake-engine.js";
import { startServer } from "../running-server.js";
import { bearer, tokensFile } from "../tokens-file.js";
import { connection, framed, open, pathOf, refusal } from "./raw-stream.js";

const { getServerInfo, importDefinition, suspendFlow } = LazyEngine.method;

const MIB = 1024 * 1024;
const CHECK = "/grpc.health.v1.Health/Check";
const REFLECTION = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
const GZIP = { "grpc-encoding": "gzip" };
const ONE = "one-0123456789abcdef";
const TOKENS = `tokens:
  - { token: ${ONE}, principal: one, namespaces: "*" }
`;

/** A message as it goes packed. */
function packed(message: Buffer, pack: (bytes: Buffer) => Buffer = gzipSync): Buffer {
  const bytes = pack(message);
  const frame = Buffer.alloc(5 + bytes.length);
  frame.writeUInt8(1, 0);
  frame.writeUInt32BE(bytes.length, 1);
  frame.set(bytes, 5);
  return frame;
}

/** A text of a message, as its first field has it: of 2 MiB or more, and less than 256. */
function longText(length: number): Buffer {
  const size = [0, 7, 14, 21].map((bits, at) => ((length >> bits) & 127) | (at < 3 ? 128 : 0));
  return Buffer.concat([Buffer.from([10, ...size]), Buffer.alloc(length, "x")]);
}

/** How the call ends where it was answered. */
function ended(stream: ReturnType<typeof open>): Promise<unknown> {
  stream.resume();
  return new Promise((resolve) => stream.once("trailers", (trailers) => resolve(trailers["grpc-status"])));
}

/** What grpc-js unpacks by itself. */
function unpackedAtOnce() {
  const spy = vi.spyOn(zlib, "createGunzip");
  onTestFinished(() => spy.mockRestore());
  return spy;
}

describe("a packed request", () => {
  it("is taken, by gzip and by deflate, also by a service that needs no token", async () => {
    const seen: string[] = [];
    const engine = fakeEngine({
      suspendFlow: async ({ flowId }) => {
        seen.push(flowId);
        throw new EngineError("FLOW_NOT_FOUND", "there is none");
      },
    });
    const server = await startServer(engine);
    const session = connection(server.grpcPort);
    const request = framed(suspendFlow, { flowId: "packed" }).subarray(5);
    for (const [encoding, pack] of [["gzip", gzipSync] as const, ["deflate", deflateSync] as const]) {
      const headers = { "grpc-encoding": encoding };
      const stream = open(session, pathOf(suspendFlow), headers);
      stream.end(packed(request, pack));
      await new Promise((resolve) => stream.once("response", resolve));
      const health = open(session, CHECK, headers);
      health.end(packed(Buffer.from([10, 0]), pack));
      expect(await ended(health)).toBe("0");
    }
    expect(seen).toEqual(["packed", "packed"]);
  });

  it("is taken among many on a stream, each in its turn", async () => {
    const atOnce = unpackedAtOnce();
    let taskCount = 0;
    const engine = fakeEngine({
      importDefinition: async ({ tasks }) => {
        for await (const piece of tasks) taskCount += piece.length;
        return { digest: "d", created: true, warnings: [], taskCount };
      },
    });
    const server = await startServer(engine);
    const stream = open(connection(server.grpcPort), pathOf(importDefinition), GZIP);
    const answer = ended(stream);
    stream.write(framed(importDefinition, { frame: { case: "open", value: { spec: { name: "n" } } } }));
    const tasks = [{ name: "t", work: { case: "noop", value: {} } }] as const;
    const piece = framed(importDefinition, { frame: { case: "tasks", value: { tasks: [...tasks] } } }).subarray(5);
    stream.end(Buffer.concat(Array.from({ length: 300 }, () => packed(piece))));
    expect(await answer).toBe("0");
    expect(taskCount).toBe(300);
    expect(atOnce).not.toHaveBeenCalled();
  });

  it("is refused where it becomes more than a message may have, or nothing", async () => {
    const server = await startServer(fakeEngine());
    const session = connection(server.grpcPort);
    const end = async (path: string, bytes: Buffer) => {
      const stream = open(session, path, GZIP);
      stream.end(bytes);
      return refusal(stream);
    };
    expect(await end(pathOf(suspendFlow), packed(longText(5 * MIB)))).toMatchObject({
      code: status.INVALID_ARGUMENT,
      reason: "LIMIT_EXCEEDED",
      metadata: { limit: String(4 * MIB) },
    });
    const broken = packed(Buffer.alloc(0), () => Buffer.from("broken"));
    expect(await end(pathOf(suspendFlow), broken)).toMatchObject({
      reason: "INVALID_FIELD",
      message: expect.stringContaining("it cannot be unpacked"),
    });
    expect(await end(CHECK, packed(longText(2 * MIB)))).toMatchObject({
      reason: "LIMIT_EXCEEDED",
      metadata: { limit: "4096" },
    });
    expect(await end(CHECK, broken)).toMatchObject({ reason: "INVALID_FIELD" });
  });

  it("is not unpacked before its call is whole", async () => {
    const atOnce = unpackedAtOnce();
    const server = await startServer(fakeEngine());
    const session = connection(server.grpcPort);
    const streams = Array.from({ length: 20 }, () => open(session, pathOf(suspendFlow), GZIP));
    for (const stream of streams) stream.write(packed(longText(3 * MIB)));
    await new Promise<void>((resolve) => session.ping(() => resolve()));
    await server.client.unary(getServerInfo, {});
    expect(atOnce).not.toHaveBeenCalled();
  });
});

describe("thousands of packed messages in one piece", () => {
  const MANY = Buffer.concat(Array.from({ length: 3_000 }, () => packed(Buffer.alloc(0), (bytes) => bytes)));

  it("are refused by services that need no token, and not unpacked", async () => {
    const atOnce = unpackedAtOnce();
    const server = await startServer(fakeEngine(), { tokens: tokensFile(TOKENS).path });
    const session = connection(server.grpcPort);
    for (const path of [CHECK, REFLECTION]) {
      const stream = open(session, path, GZIP);
      const refused = refusal(stream);
      stream.write(MANY);
      expect(await refused).toMatchObject({ reason: "OVERLOADED", metadata: { limit: "requests_at_once" } });
    }
    expect(atOnce).not.toHaveBeenCalled();
  });

  it("are not unpacked for a call of the contract that takes one", async () => {
    const atOnce = unpackedAtOnce();
    const server = await startServer(fakeEngine(), { tokens: tokensFile(TOKENS).path });
    const stream = open(connection(server.grpcPort), pathOf(getServerInfo), { ...GZIP, ...bearer(ONE).headers });
    const answered = new Promise<unknown>((resolve) => stream.once("response", resolve));
    stream.write(MANY);
    expect(await answered).toHaveProperty("grpc-status", String(status.UNIMPLEMENTED));
    expect(atOnce).not.toHaveBeenCalled();
  });
});
