/**
 * The seam of unary calls: answers, errors and their details, deadlines, cancellation.
 */
import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { CallContext } from "../../src/engine/engine.js";
import { EngineError } from "../../src/engine/engine-error.js";
import { fakeEngine, someFlow, someTask } from "./fake-engine.js";
import { readMetrics } from "./metrics-page.js";
import { refusalOf } from "./raw-client.js";
import { startServer } from "./running-server.js";

const { taskComplete, getFlowDetails, suspendFlow, run } = LazyEngine.method;

const completion = { flowId: "flow-1", taskId: "a", outcome: { case: "result", value: {} } } as const;

describe("a unary call", () => {
  it("answers with what the engine answers", async () => {
    const { client } = await startServer(
      fakeEngine({
        taskComplete: async () => ({
          task: someTask(),
          ready: [{ flowId: "flow-1", taskId: "b", name: "b", type: "work", queue: "work", attempt: 2, priority: 4 }],
          flow: someFlow(),
          replayed: true,
          changes: [],
          changesTruncated: false,
        }),
      }),
    );
    const answer = await client.unary(taskComplete, completion);
    expect(answer.replayed).toBe(true);
    expect(answer.task?.taskId).toBe("a");
    expect(answer.ready.map(({ taskId, attempt, priority }) => [taskId, attempt, priority])).toEqual([["b", 2, 4]]);
    expect(answer.flow?.createTime).toMatchObject({ seconds: 1_700_000_000n, nanos: 0 });
    expect(answer.flow?.updateTime).toMatchObject({ seconds: 1_700_000_000n, nanos: 1_000_000 });
  });

  it("tells the engine who calls, until when, and the trace it belongs to", async () => {
    const seen: { call?: CallContext | undefined; trace?: string | undefined } = {};
    const { client } = await startServer(
      fakeEngine({
        run: async (request, call) => {
          seen.call = call;
          seen.trace = request.traceContext;
          const none = { ready: [], readyCount: 0, changes: [], changesTruncated: false };
          return { flow: someFlow(), ...none, replayed: false, warnings: [] };
        },
      }),
    );
    const before = performance.now();
    const request = { definition: { case: "definitionName", value: "d" } } as const;
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    await client.unary(run, request, { deadlineMs: 20_000, headers: { traceparent } });
    expect(seen.trace).toBe(traceparent);
    expect(seen.call?.principal).toBe("");
    expect(seen.call?.deadline).toBeGreaterThan(before + 15_000);
    expect(seen.call?.deadline).toBeLessThan(before + 25_000);
    await client.unary(run, request, { headers: { traceparent: "what a caller made up" } });
    expect(seen.trace).toBeUndefined();
    expect(seen.call?.deadline).toBeUndefined();
  });

  it("gives an error its code, one ErrorInfo, the fields and the delay of a retry", async () => {
    const errors = [
      new EngineError("INVALID_FIELD", "flow_id: is required", {
        metadata: { field: "flow_id" },
        violations: [{ field: "flow_id", description: "is required" }],
      }),
      new EngineError("CLAIM_SUPERSEDED", "too late", { metadata: { attempt: "3" } }),
      new EngineError("OVERLOADED", "queue full", { retryAfterMs: 1_250 }),
    ];
    const { client } = await startServer(fakeEngine({ taskComplete: () => Promise.reject(errors.shift()) }));
    expect(await refusalOf(client.unary(taskComplete, completion))).toMatchObject({
      code: status.INVALID_ARGUMENT,
      message: "flow_id: is required",
      reason: "INVALID_FIELD",
      domain: "lazyengine",
      metadata: { field: "flow_id" },
      fields: ["flow_id"],
      retryMs: undefined,
    });
    expect(await refusalOf(client.unary(taskComplete, completion))).toMatchObject({
      code: status.FAILED_PRECONDITION,
      reason: "CLAIM_SUPERSEDED",
      metadata: { attempt: "3" },
      fields: [],
    });
    expect(await refusalOf(client.unary(taskComplete, completion))).toMatchObject({
      code: status.RESOURCE_EXHAUSTED,
      reason: "OVERLOADED",
      retryMs: 1_250,
    });
  });

  it("tells nothing of an unexpected error but the id of its entry in the log", async () => {
    const secret = "mongodb://user:secret@host";
    const server = await startServer(fakeEngine({ taskComplete: () => Promise.reject(new TypeError(secret)) }));
    const refusal = await refusalOf(server.client.unary(taskComplete, completion));
    expect(refusal).toMatchObject({ code: status.INTERNAL, reason: "INTERNAL" });
    expect(JSON.stringify(refusal)).not.toContain("secret");
    const entry = await server.logged((line) => line["error_id"] === refusal.metadata["error_id"]);
    expect(entry).toMatchObject({
      level: 50,
      method: "TaskComplete",
      flow_id: completion.flowId,
      task_id: completion.taskId,
      err: { type: "TypeError", message: "mongodb://user:[redacted]@host" },
    });
  });

  it("logs and counts an answer that cannot be encoded as an internal error", async () => {
    const labels = { a: 1 as unknown as string };
    const details = { flow: { ...someFlow(), labels }, tasks: [], nextPageToken: "" };
    const server = await startServer(fakeEngine({ getFlowDetails: async () => details }));
    const refusal = await refusalOf(server.client.unary(getFlowDetails, { flowId: "flow-1" }));
    expect(refusal).toMatchObject({ code: status.INTERNAL, reason: "INTERNAL" });
    const entry = await server.logged((line) => line["error_id"] === refusal.metadata["error_id"]);
    expect(entry).toMatchObject({ level: 50, method: "GetFlowDetails", flow_id: "flow-1" });
    const { samples } = await readMetrics(server);
    const counted = [...samples].filter(([series]) => /calls_total\{.*GetFlowDetails/.test(series));
    expect(counted.map(([series, count]) => [/code="(\w+)"/.exec(series)?.[1], count])).toEqual([["13", 1]]);
  });

  it("answers INTERNAL where a handler throws before its first await", async () => {
    const { client } = await startServer(
      fakeEngine({
        taskComplete: () => {
          throw new Error("at once");
        },
      }),
    );
    expect(await refusalOf(client.unary(taskComplete, completion))).toMatchObject({ reason: "INTERNAL" });
  });

  it("carries any text in an error, however long or strange", async () => {
    const texts = ["half of a pair: \ud83d", "größer → 100 % \n\u0000", "x".repeat(100_000)];
    const engine = fakeEngine({
      getFlowDetails: ({ flowId }) =>
        Promise.reject(
          new EngineError("INVALID_FIELD", texts[Number(flowId)] ?? "", {
            metadata: { field: "f", value: texts[Number(flowId)] ?? "" },
            violations: Array.from({ length: 200 }, () => ({ field: "f", description: texts[Number(flowId)] ?? "" })),
          }),
        ),
    });
    const { client } = await startServer(engine);
    for (const flowId of ["0", "1", "2"]) {
      const refusal = await refusalOf(client.unary(getFlowDetails, { flowId }));
      expect(refusal).toMatchObject({ code: status.INVALID_ARGUMENT, reason: "INVALID_FIELD" });
    }
  });

  it("refuses bytes that are no message as INVALID_FIELD", async () => {
    const { client } = await startServer(fakeEngine());
    const refusal = await refusalOf(client.bytes(taskComplete, Uint8Array.of(0x0a, 0xff)));
    expect(refusal).toMatchObject({ code: status.INVALID_ARGUMENT, reason: "INVALID_FIELD" });
  });

  it("refuses a message over 4 MiB", async () => {
    const { client } = await startServer(fakeEngine());
    const value = { data: new Uint8Array(4 * 1024 * 1024 + 1) };
    const refusal = await refusalOf(client.unary(taskComplete, { ...completion, outcome: { case: "result", value } }));
    expect(refusal).toMatchObject({
      code: status.INVALID_ARGUMENT,
      reason: "LIMIT_EXCEEDED",
      metadata: { field: "", limit: String(4 * 1024 * 1024), value: expect.stringMatching(/^41943\d\d$/) },
    });
  });

  it("aborts the signal of a call whose caller leaves", async () => {
    let entered: (() => void) | undefined;
    let aborted: (() => void) | undefined;
    const inside = new Promise<void>((resolve) => (entered = resolve));
    const left = new Promise<void>((resolve) => (aborted = resolve));
    const server = await startServer(
      fakeEngine({
        getFlowDetails: (_request, call) =>
          new Promise((_resolve, reject) => {
            call?.signal?.addEventListener("abort", () => {
              reject(new EngineError("CANCELLED", "cancelled"));
              aborted?.();
            });
            entered?.();
          }),
      }),
    );
    const controller = new AbortController();
    const refusal = refusalOf(server.client.unary(getFlowDetails, { flowId: "f" }, { signal: controller.signal }));
    await inside;
    controller.abort();
    expect((await refusal).code).toBe(status.CANCELLED);
    await left;
    expect(server.log.filter((line) => line["error_id"] !== undefined)).toEqual([]);
  });

  it("aborts the signal when the deadline passes", async () => {
    let aborted: (() => void) | undefined;
    const over = new Promise<void>((resolve) => (aborted = resolve));
    const { client } = await startServer(
      fakeEngine({
        getFlowDetails: (_request, call) =>
          new Promise(() => call?.signal?.addEventListener("abort", () => aborted?.())),
      }),
    );
    const refusal = await refusalOf(client.unary(getFlowDetails, { flowId: "f" }, { deadlineMs: 50 }));
    expect(refusal.code).toBe(status.DEADLINE_EXCEEDED);
    await over;
  });

  it("does not abort the signal of a call that was answered", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const { client } = await startServer(
      fakeEngine({
        suspendFlow: async (_request, call) => {
          signals.push(call?.signal);
          return { flow: someFlow(), changes: [], changesTruncated: false, replayed: false };
        },
      }),
    );
    await client.unary(suspendFlow, { flowId: "flow-1" });
    // The end of the first call has been told before a second one is answered.
    await client.unary(suspendFlow, { flowId: "flow-1" });
    expect(signals[0]?.aborted).toBe(false);
  });
});
