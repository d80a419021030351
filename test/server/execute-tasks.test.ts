/**
 * The stream of executors: the order of its frames, and what ends it.
 */

import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { StatusSchema } from "#gen/google/rpc/status_pb.js";
import {
  type CompletionVerdict,
  type ExecuteTasksRequestSchema,
  LazyEngine,
  type TaskCompletionSchema,
} from "#gen/lazyengine/v1/index.js";
import type { Engine } from "../../src/engine/engine.js";
import { EngineError } from "../../src/engine/engine-error.js";
import type { TaskCompleteRequest } from "../../src/engine/requests.js";
import { FakeSession, fakeEngine } from "./fake-engine.js";
import { answer, heldBatches } from "./held-batches.js";
import { factsOfStatus, refusalOf } from "./raw-client.js";
import { startServer } from "./running-server.js";
import { StreamReading } from "./stream-reading.js";

const { executeTasks, getServerInfo } = LazyEngine.method;

const open: Frame = { frame: { case: "open", value: { queues: ["work"], maxInFlight: 10, namespace: "ns" } } };

const completion: MessageInitShape<typeof TaskCompletionSchema> = {
  flowId: "flow-1",
  taskId: "a",
  outcome: { case: "result", value: {} },
};

type Frame = MessageInitShape<typeof ExecuteTasksRequestSchema>;

function complete(seq: number, items: MessageInitShape<typeof TaskCompletionSchema>[] = [completion]): Frame {
  return { frame: { case: "complete", value: { seq: BigInt(seq), items } } };
}

function reasonOf({ status: verdict }: CompletionVerdict): string | undefined {
  return factsOfStatus(verdict ?? create(StatusSchema)).reason;
}

async function openExecutor(calls: Partial<Engine> = {}) {
  const session = new FakeSession();
  const server = await startServer(fakeEngine({ openSession: async () => session, ...calls }));
  const stream = server.client.bidi(executeTasks);
  const reading = new StreamReading(stream);
  const write = (frame: Frame) => void stream.write(frame);
  return { session, server, stream, reading, write };
}

describe("the stream of an executor", () => {
  it("answers each frame once, with a verdict for each item in their order", async () => {
    const batches: (readonly TaskCompleteRequest[])[] = [];
    const { reading, write, stream } = await openExecutor({
      taskCompleteBatch: async (batch) => {
        batches.push(batch);
        return batch.map(({ taskId }) =>
          taskId === "bad" ? { error: new EngineError("TASK_NOT_READY", "not yet") } : { value: answer },
        );
      },
    });
    write(open);
    write(complete(1, [completion, { ...completion, taskId: "bad" }, { flowId: "flow-1", taskId: "no-outcome" }]));
    write(complete(5));
    await reading.count(2);
    stream.end();
    await reading.end();
    const verdicts = reading.frames.flatMap(({ frame }) => (frame.case === "verdicts" ? [frame.value] : []));
    expect(verdicts.map(({ seq }) => seq).sort()).toEqual([1n, 5n]);
    const first = verdicts.find(({ seq }) => seq === 1n);
    const reasons = first?.verdicts.map(reasonOf);
    expect(reasons).toEqual([undefined, "TASK_NOT_READY", "INVALID_FIELD"]);
    expect(first?.verdicts.map((verdict: CompletionVerdict) => verdict.answer?.task?.taskId)).toEqual([
      "a",
      undefined,
      undefined,
    ]);
    expect(
      batches.map((batch) => batch.map(({ namespace, taskId, responseDetail }) => [namespace, taskId, responseDetail])),
    ).toEqual([
      [
        ["ns", "a", "MINIMAL"],
        ["ns", "bad", "MINIMAL"],
      ],
      [["ns", "a", "MINIMAL"]],
    ]);
  });

  it("does not hold other tasks back while a completion is being decided", async () => {
    const batches = heldBatches();
    const { session, reading, write } = await openExecutor(batches);
    write(open);
    write(complete(1));
    await batches.arrived(1);
    session.push({ kind: "idle", backlog: 1 });
    await reading.count(1);
    session.push({ kind: "ready_tasks", tasks: [{ ...readyTask, taskId: "b" }] }, { kind: "idle", backlog: 0 });
    await reading.count(3);
    batches.decide();
    await reading.count(4);
    expect(reading.frames.map(({ frame }) => frame.case)).toEqual(["idle", "readyTasks", "idle", "verdicts"]);
    session.end();
    await reading.end();
  });

  it("answers what is under way though the session has ended", async () => {
    const batches = heldBatches();
    const { session, reading, write } = await openExecutor(batches);
    write(open);
    write(complete(1));
    await batches.arrived(1);
    session.push({ kind: "draining", reconnectAfterMs: 0 });
    await reading.count(1);
    session.end();
    batches.decide();
    await reading.end();
    expect(reading.frames.map(({ frame }) => frame.case)).toEqual(["draining", "verdicts"]);
    expect(session.closed).toBe(true);
  });

  it("answers what is under way when the caller has sent its last frame, and ends", async () => {
    const batches = heldBatches();
    const { session, reading, write, stream } = await openExecutor(batches);
    write(open);
    write(complete(1));
    await batches.arrived(1);
    stream.end();
    batches.decide();
    await reading.end();
    expect(reading.frames.at(-1)?.frame.case).toBe("verdicts");
    expect(session.closed).toBe(true);
  });

  it("gives each item the error of a batch that failed as a whole", async () => {
    const { reading, write, stream } = await openExecutor({
      taskCompleteBatch: () => Promise.reject(new EngineError("STORE_UNAVAILABLE", "gone")),
    });
    write(open);
    write(complete(1, [completion, completion]));
    const verdicts = await reading.find(({ frame }) => (frame.case === "verdicts" ? frame.value : undefined));
    expect(verdicts.verdicts.map(reasonOf)).toEqual(["STORE_UNAVAILABLE", "STORE_UNAVAILABLE"]);
    stream.end();
    await reading.end();
  });

  it("releases claims, takes progress, changes credit and drains", async () => {
    const seen: unknown[] = [];
    const { session, reading, write } = await openExecutor({
      releaseTasks: async ({ claims, delayMs }) => {
        seen.push({ claims, delayMs });
        return claims.map((value) => ({ value }));
      },
      reportProgress: async ({ items }) => {
        seen.push(items);
        throw new EngineError("STORE_UNAVAILABLE", "a lost report is followed by others");
      },
    });
    const claim = { flowId: "f", taskId: "t", claimToken: "1.x" };
    write(open);
    write({ frame: { case: "release", value: { seq: 1n, claims: [claim], delay: { seconds: 2n } } } });
    await reading.count(1);
    write({ frame: { case: "progress", value: { reports: [{ ...claim, fraction: 0.5 }] } } });
    write({ frame: { case: "credit", value: { maxInFlight: 0 } } });
    write({ frame: { case: "credit", value: { maxInFlight: 4_000_000 } } });
    write({ frame: { case: "drain", value: {} } });
    await reading.end();
    expect(seen).toEqual([{ claims: [claim], delayMs: 2_000 }, [{ ...claim, fraction: 0.5 }]]);
    expect(session.credits).toEqual([0, 10_000]);
    expect(session.drained).toBe(true);
    expect(reading.frames[0]?.frame).toMatchObject({ case: "verdicts", value: { seq: 1n } });
  });

  it.each<[string, () => Frame[], string]>([
    ["a first frame that is not open", () => [complete(1)], "frame"],
    ["a frame of nothing", () => [open, { frame: { case: undefined } }], "frame"],
    ["a second open", () => [open, open], "open"],
    ["a sequence of 0", () => [open, complete(0)], "complete.seq"],
    ["a sequence that does not grow", () => [open, complete(2), complete(2)], "complete.seq"],
    ["a session that observes", () => [{ frame: { case: "open", value: { queues: ["q"], mode: 2 } } }], "open.mode"],
  ])("ends with INVALID_FIELD at %s", async (_what, frames, field) => {
    const { reading, write } = await openExecutor({ taskCompleteBatch: async () => [{ value: answer }] });
    for (const frame of frames()) write(frame);
    expect(await refusalOf(reading.end())).toMatchObject({
      code: status.INVALID_ARGUMENT,
      reason: "INVALID_FIELD",
      fields: [field],
    });
  });

  it("takes a further frame as soon as one of 64 is answered", async () => {
    const taskCompleteBatch = async (requests: readonly TaskCompleteRequest[]) =>
      requests.map(() => ({ value: answer }));
    const { session, stream, reading, write } = await openExecutor({ taskCompleteBatch });
    write(open);
    let sent = 0;
    const next = () => {
      sent += 1;
      write(complete(sent));
    };
    stream.on("data", ({ frame }) => {
      if (frame.case === "verdicts" && sent < 1_000) next();
    });
    for (let count = 0; count < 64; count += 1) next();
    await reading.count(1_000);
    session.end();
    await reading.end();
  });

  it("ends with LIMIT_EXCEEDED at the 65th unanswered frame, after it has answered the others", async () => {
    const batches = heldBatches();
    const { session, server, reading, write } = await openExecutor(batches);
    write(open);
    for (let seq = 1; seq <= 65; seq++) write(complete(seq));
    const refusal = refusalOf(reading.end());
    await batches.arrived(64);
    // The last frame is there before the answers of later calls.
    for (let call = 0; call < 5; call++) await server.client.unary(getServerInfo, {});
    batches.decide();
    expect(await refusal).toMatchObject({
      code: status.INVALID_ARGUMENT,
      reason: "LIMIT_EXCEEDED",
      metadata: { limit: "64", value: "65" },
    });
    expect(reading.frames.filter(({ frame }) => frame.case === "verdicts").length).toBe(64);
    expect(session.closed).toBe(true);
  });

  it("ends with LIMIT_EXCEEDED at a frame of more than 1,000 items", async () => {
    const { reading, write } = await openExecutor();
    write(open);
    write(
      complete(
        1,
        Array.from({ length: 1_001 }, () => completion),
      ),
    );
    expect(await refusalOf(reading.end())).toMatchObject({ reason: "LIMIT_EXCEEDED", fields: ["complete.items"] });
  });

  it("closes the session of a caller that breaks off, after what it sent is recorded", async () => {
    const batches = heldBatches();
    const { session, reading, write, stream } = await openExecutor(batches);
    write(open);
    write(complete(1));
    await batches.arrived(1);
    const ended = refusalOf(reading.end());
    stream.cancel();
    expect((await ended).code).toBe(status.CANCELLED);
    expect(batches.requests.length).toBe(1);
    batches.decide();
    while (!session.closed) await new Promise(setImmediate);
  });

  it("ends without an error where the caller leaves before its first frame", async () => {
    const { reading, stream } = await openExecutor();
    stream.end();
    await reading.end();
    expect(reading.frames).toEqual([]);
  });
});

const readyTask = {
  flowId: "flow-1",
  taskId: "b",
  name: "b",
  type: "work",
  queue: "work",
  attempt: 1,
  tries: 0,
  claimToken: "1.b",
  intent: "EXECUTE",
  dependencyResults: {},
  resultsTruncated: false,
  causes: [],
  contextsTruncated: false,
  failuresTruncated: false,
  kind: "EXECUTE",
  priority: 0,
  labels: {},
  readyTime: 1,
} as const;
