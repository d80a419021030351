/**
 * How much a request may have in it, and that one which has more is refused before it is decoded, by whatever door it comes.
 */
import { gzipSync } from "node:zlib";
import type { DescMethod } from "@bufbuild/protobuf";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import { describe, expect, it } from "vitest";
import {
  CompleteSchema,
  FlowSpecSchema,
  ImportOpenSchema,
  LazyEngine,
  TaskSpecSchema,
} from "#gen/lazyengine/v1/index.js";
import { LIMITS } from "../../../src/core/limits.js";
import { EngineError } from "../../../src/engine/engine-error.js";
import { checkBinary, checkJson } from "../../../src/server/intake/request-bounds.js";
import { type HttpAnswer, post } from "../connect/connect-client.js";
import { fakeEngine } from "../fake-engine.js";
import { connection, open, pathOf, refusal } from "../limits/raw-stream.js";
import { refusalOf } from "../raw-client.js";
import { startServer } from "../running-server.js";
import { entry, many, within } from "./message-bytes.js";

const {
  executeTasks,
  importDefinition,
  putDefinition,
  run,
  setRetention,
  suspendFlow,
  taskCompleteBatch,
  watchReadyTasks,
} = LazyEngine.method;
const MOST = LIMITS.messageElements;
/** As many as 4 MiB have room for. */
const FULL = 2_000_000;
const PROTO = { "content-type": "application/proto" };
const GZIP = { "content-encoding": "gzip" };

const inSpec = (bytes: Buffer, method: typeof run | typeof putDefinition = run) => within(method.input, "spec", bytes);
const manyTasks = (count: number) => many(within(FlowSpecSchema, "tasks"), count);
const tooMany = (value: number) => ({
  reason: "LIMIT_EXCEEDED",
  metadata: { field: "", limit: String(MOST), value: String(value) },
});
const tooManyTasks = (value: number, field = "spec.tasks") => ({
  reason: "LIMIT_EXCEEDED",
  metadata: { field, limit: "20000", value: String(value) },
});

function facts({ status, body }: HttpAnswer) {
  expect(status).toBe(400);
  return JSON.parse(body).details[0].debug;
}

/** What a call is refused with whose message these bytes are, whatever its kind. */
function refusalOfMessage(port: number, method: DescMethod, bytes: Buffer) {
  const stream = open(connection(port), pathOf(method));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length, 1);
  stream.write(Buffer.concat([head, bytes]));
  // Of others it is the first of many.
  if (method.methodKind === "unary" || method.methodKind === "server_streaming") stream.end();
  return refusal(stream);
}

describe("more tasks than a message may have", () => {
  it("are refused before they are decoded, as the engine refuses them", async () => {
    const server = await startServer(fakeEngine());
    const began = performance.now();
    expect(await refusalOf(server.client.bytes(run, inSpec(manyTasks(FULL))))).toMatchObject({
      ...tooManyTasks(FULL),
      fields: ["spec.tasks"],
    });
    expect(await refusalOf(server.client.bytes(putDefinition, inSpec(manyTasks(20_001), putDefinition)))).toMatchObject(
      tooManyTasks(20_001),
    );
    // They took 8 s and more, and 2.4 GB.
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe("a message with more in it than messages may have", () => {
  it.each([
    ["a unary call", taskCompleteBatch, many(within(taskCompleteBatch.input, "items"), MOST + 1), MOST + 1],
    ["a unary call with rules", setRetention, many(within(setRetention.input, "rules"), FULL), FULL],
    [
      "a stream to the server",
      importDefinition,
      within(
        importDefinition.input,
        "open",
        within(ImportOpenSchema, "spec", many(within(FlowSpecSchema, "scopes"), MOST)),
      ),
      MOST + 2,
    ],
    [
      "a stream of both directions",
      executeTasks,
      within(executeTasks.input, "complete", many(within(CompleteSchema, "items"), MOST)),
      MOST + 1,
    ],
    ["a stream from the server", watchReadyTasks, many(within(watchReadyTasks.input, "queues"), MOST + 1), MOST + 1],
  ])("is refused before it is decoded: %s", async (_kind, method, bytes, value) => {
    const server = await startServer(fakeEngine());
    expect(await refusalOfMessage(server.grpcPort, method, bytes)).toMatchObject(tooMany(value));
  });

  it("is refused by the Connect protocol, in each of its forms, also packed", async () => {
    const server = await startServer(fakeEngine());
    const bytes = many(within(taskCompleteBatch.input, "items"), MOST + 1);
    const json = `{"items":[${"{},".repeat(MOST)}{}]}`;
    const bodies = [
      [bytes, PROTO],
      [gzipSync(bytes), { ...PROTO, ...GZIP }],
      [json, {}],
      [gzipSync(json), GZIP],
    ] as const;
    for (const [body, headers] of bodies) {
      expect(facts(await post(server.httpPort, taskCompleteBatch, body, headers))).toMatchObject(tooMany(MOST + 1));
    }
    const queues = many(within(watchReadyTasks.input, "queues"), MOST + 1);
    for (const isPacked of [false, true]) {
      const envelope = encodeEnvelope(isPacked ? 1 : 0, isPacked ? gzipSync(queues) : queues);
      const headers = { "content-type": "application/connect+proto", "connect-content-encoding": "gzip" };
      const { body } = await post(server.httpPort, watchReadyTasks, envelope, headers);
      expect(JSON.parse(body.slice(5)).error.details[0].debug).toMatchObject(tooMany(MOST + 1));
    }
    const tasks = `{"spec":{"tasks":[${"{},".repeat(20_000)}{}]}}`;
    expect(facts(await post(server.httpPort, run, tasks))).toMatchObject(tooManyTasks(20_001));
  });

  it("is one of more than 524,288 messages, entries of maps and values of lists, and of no less", () => {
    const dependencies = (count: number) =>
      inSpec(within(FlowSpecSchema, "tasks", many(within(TaskSpecSchema, "depends_on"), count)));
    const check = checkBinary(run.input);
    expect(() => check(dependencies(MOST - 2))).not.toThrow();
    expect(() => check(dependencies(MOST - 1))).toThrow("at most 524288 messages, entries of maps and values of lists");
    const json = (count: number) =>
      Buffer.from(`{"spec":{"tasks":[{"dependsOn":[${"{},".repeat(count - 1)}{}]}],"labels":{"a":"b"}}}`);
    const checkText = checkJson(run.input);
    expect(() => checkText(json(MOST - 3))).not.toThrow();
    expect(() => checkText(json(MOST - 2))).toThrow("at most 524288 messages, entries of maps and values of lists");
  });
});

describe("the key __proto__ of a map", () => {
  it("is refused by the field of its map, as no map could tell it again", async () => {
    const server = await startServer(fakeEngine());
    const expected = { reason: "INVALID_FIELD", metadata: { value: "__proto__" } };
    const lost = entry("__proto__", "y");
    const labels = within(run.input, "labels", lost);
    const byTask = inSpec(within(FlowSpecSchema, "tasks", within(TaskSpecSchema, "labels", lost)));
    const metadata = (field: string) => ({ ...expected, metadata: { ...expected.metadata, field } });
    expect(await refusalOf(server.client.bytes(run, labels))).toMatchObject(metadata("labels"));
    expect(await refusalOf(server.client.bytes(run, byTask))).toMatchObject(metadata("spec.tasks.labels"));
    expect(facts(await post(server.httpPort, run, labels, PROTO))).toMatchObject(metadata("labels"));
    for (const key of ["__proto__", "\\u005f_proto__", "__pr\\u006Fto__"]) {
      const own = `{"labels":{"a":"b","${key}":"y"}}`;
      expect(facts(await post(server.httpPort, run, own))).toMatchObject(metadata("labels"));
      const task = `{"spec":{"tasks":[{},{"labels":{"${key}":"y"}}]}}`;
      expect(facts(await post(server.httpPort, run, task))).toMatchObject(metadata("spec.tasks.labels"));
    }
  });

  it("is no key as a text elsewhere", async () => {
    const reasons: string[] = [];
    const engine = fakeEngine({
      suspendFlow: async ({ reason = "" }) => {
        reasons.push(reason);
        throw new EngineError("FLOW_NOT_FOUND", "there is none");
      },
    });
    const server = await startServer(engine);
    const request = { flowId: "f", reason: "__proto__" };
    expect(await refusalOf(server.client.unary(suspendFlow, request))).toMatchObject({ reason: "FLOW_NOT_FOUND" });
    await post(server.httpPort, suspendFlow, request);
    expect(reasons).toEqual(["__proto__", "__proto__"]);
  });
});
