/**
 * Frames of streams that have come whole and wait for their handler: they count as what has come in part does.
 */
import { status } from "@grpc/grpc-js";
import { expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { fakeEngine } from "../fake-engine.js";
import { startServer } from "../running-server.js";
import { connection, framed, open, pathOf, refusal } from "./raw-stream.js";

const { getServerInfo, importDefinition } = LazyEngine.method;

const MIB = 1024 * 1024;
const LIMIT = { maxHeldBytes: 8 * MIB };
/** Fewer than grpc-js queues for a handler. */
const FRAMES = 12;

const OPEN_IMPORT = framed(importDefinition, { frame: { case: "open", value: { spec: { name: "n" } } } });
const LARGE_TASK = { name: "t".repeat(MIB), work: { case: "noop", value: {} } } as const;
const LARGE = framed(importDefinition, { frame: { case: "tasks", value: { tasks: [LARGE_TASK] } } });

function large(count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => LARGE));
}

it("end the stream where they are more than the process keeps", async () => {
  const engine = fakeEngine({
    // Takes none, as one does that waits for its turn.
    importDefinition: (_request, call) =>
      new Promise((_resolve, reject) => call?.signal?.addEventListener("abort", () => reject(call.signal?.reason))),
  });
  const server = await startServer(engine, LIMIT);
  const stream = open(connection(server.grpcPort), pathOf(importDefinition));
  stream.write(OPEN_IMPORT);
  stream.write(large(FRAMES));
  expect(await refusal(stream)).toMatchObject({
    code: status.RESOURCE_EXHAUSTED,
    reason: "OVERLOADED",
    metadata: { limit: "held_bytes", value: String(LIMIT.maxHeldBytes) },
  });
  await server.client.unary(getServerInfo, {});
});

it("do not count once they are taken", async () => {
  const engine = fakeEngine({
    importDefinition: async ({ tasks }) => {
      let taskCount = 0;
      for await (const piece of tasks) taskCount += piece.length;
      return { digest: "d", created: true, warnings: [], taskCount };
    },
  });
  const server = await startServer(engine, LIMIT);
  const stream = open(connection(server.grpcPort), pathOf(importDefinition));
  stream.write(OPEN_IMPORT);
  stream.end(large(2 * FRAMES));
  const answered = new Promise((resolve) => stream.once("trailers", resolve));
  stream.resume();
  expect(await answered).toMatchObject({ "grpc-status": "0" });
});
