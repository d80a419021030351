// What a caller of single calls sees: errors unpacked, tries that repeat the very same request, deadlines, aborts, tokens.
import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { FlowSchema } from "#gen/lazyengine/v1/flow_pb.js";
import { FlowState } from "#gen/lazyengine/v1/states_pb.js";
import { Client, LazyEngineError } from "../../src/client/index.js";
import { Latch } from "../../src/client/latch.js";
import { Refused, scriptedServer } from "./scripted-server.js";

const FLOW = create(FlowSchema, { flowId: "f", state: FlowState.RUNNING });

async function rejection(call: Promise<unknown>): Promise<LazyEngineError> {
  const error = await call.then(
    () => expect.fail("expected a rejection"),
    (thrown: unknown) => thrown,
  );
  return error instanceof LazyEngineError ? error : expect.fail(`not a LazyEngineError: ${String(error)}`);
}

test("an error has code, reason, metadata and violations unpacked", async () => {
  const violations = [{ field: "spec.tasks[0].name", description: "must not be empty" }];
  const server = await scriptedServer({
    run: () => {
      throw new Refused({
        code: "INVALID_ARGUMENT",
        reason: "INVALID_FIELD",
        message: "bad name",
        metadata: { field: "spec.tasks[0].name" },
        violations,
      });
    },
  });
  const error = await rejection(server.client().run({}));
  expect(error).toMatchObject({
    code: "INVALID_ARGUMENT",
    reason: "INVALID_FIELD",
    message: "bad name",
    metadata: { field: "spec.tasks[0].name" },
    violations,
    retryAfterMs: undefined,
  });
  expect(server.calls).toEqual({ run: 1 });
});

test.each([
  { code: "UNAVAILABLE" },
  { code: "UNAVAILABLE", reason: "STORE_UNAVAILABLE", retryAfterMs: 1 },
  { code: "ABORTED", reason: "CONFLICT", retryAfterMs: 1 },
  { code: "RESOURCE_EXHAUSTED", reason: "OVERLOADED", retryAfterMs: 1 },
] as const)("$code $reason is tried again with the same request_id until it succeeds", async (refusal) => {
  const requestIds: string[] = [];
  const server = await scriptedServer({
    run: (request, earlier) => {
      requestIds.push(request.requestId);
      if (earlier < 3) {
        throw new Refused(refusal);
      }
      return { flow: FLOW };
    },
  });
  const handle = await server.client({ retry: { initialMs: 1 } }).run({});
  expect(handle.flowId).toBe("f");
  expect(requestIds).toHaveLength(4);
  expect(new Set(requestIds).size).toBe(1);
  expect(requestIds[0]).toMatch(/^[0-9a-f-]{36}$/);
});

test.each([
  { code: "ABORTED", reason: "REVISION_MISMATCH", retryAfterMs: 1 },
  { code: "RESOURCE_EXHAUSTED", reason: "FLOW_FULL", retryAfterMs: 1 },
  { code: "RESOURCE_EXHAUSTED" },
  { code: "FAILED_PRECONDITION", reason: "FLOW_ENDED" },
  { code: "INTERNAL", reason: "INTERNAL" },
] as const)("$code $reason is not tried again", async (refusal) => {
  const server = await scriptedServer({
    suspendFlow: () => {
      throw new Refused(refusal);
    },
  });
  const error = await rejection(server.client().suspendFlow("f"));
  expect(error.code).toBe(refusal.code);
  expect(server.calls).toEqual({ suspendFlow: 1 });
});

test("tries end with the deadline, and the last error is what is told", async () => {
  const server = await scriptedServer({
    run: () => {
      throw new Refused({ code: "UNAVAILABLE", reason: "STORE_UNAVAILABLE", retryAfterMs: 20 });
    },
  });
  const began = Date.now();
  const error = await rejection(server.client({ deadlineMs: 200, retry: { initialMs: 1 } }).run({}));
  expect(error.reason).toBe("STORE_UNAVAILABLE");
  expect(Date.now() - began).toBeLessThan(1_000);
  expect(server.calls["run"]).toBeGreaterThan(2);
});

test("a call whose time is over by the server's clock, and not by the caller's, is tried again", async () => {
  const server = await scriptedServer({
    getServerInfo: (_request, earlier) => {
      if (earlier > 0) return { version: "1.2.3" };
      throw new Refused({ code: "DEADLINE_EXCEEDED", reason: "DEADLINE_EXCEEDED" });
    },
  });
  const info = await server.client({ retry: { initialMs: 1 } }).getServerInfo();
  expect(info.version).toBe("1.2.3");
});

test("without retry there is one try", async () => {
  const server = await scriptedServer({
    run: () => {
      throw new Refused({ code: "UNAVAILABLE" });
    },
  });
  await rejection(server.client({ retry: false }).run({}));
  expect(server.calls).toEqual({ run: 1 });
});

test("a call that nobody answers ends with DEADLINE_EXCEEDED", async () => {
  const server = await scriptedServer({ getServerInfo: () => new Promise(() => undefined) });
  const error = await rejection(server.client({ deadlineMs: 1_200 }).getServerInfo());
  expect(error.code).toBe("DEADLINE_EXCEEDED");
  expect(error.message).toBe("the server did not answer within 1.2s");
});

test("where only the last try is not answered, the refusal before it is told", async () => {
  const server = await scriptedServer({
    getServerInfo: (_request, earlier) => {
      if (earlier > 0) return new Promise(() => undefined);
      throw new Refused({ code: "UNAVAILABLE", reason: "STORE_UNAVAILABLE", retryAfterMs: 1 });
    },
  });
  const error = await rejection(server.client({ deadlineMs: 500 }).getServerInfo());
  expect(error.reason).toBe("STORE_UNAVAILABLE");
  expect(server.calls).toEqual({ getServerInfo: 2 });
});

test("a call waits for a server that comes back within its deadline", async () => {
  const server = await scriptedServer({ getServerInfo: () => ({ version: "1.2.3" }) });
  const client = server.client();
  await server.breakOff();
  const info = client.getServerInfo();
  await server.listen();
  expect((await info).version).toBe("1.2.3");
});

test("a repeated delete is content with a flow that is gone already", async () => {
  const allowed: boolean[] = [];
  const server = await scriptedServer({
    deleteFlow: ({ allowMissing }, earlier) => {
      allowed.push(allowMissing);
      if (earlier === 0) {
        throw new Refused({ code: "UNAVAILABLE" });
      }
      return {};
    },
  });
  expect(await server.client({ retry: { initialMs: 1 } }).deleteFlow("f")).toBeUndefined();
  expect(allowed).toEqual([false, true]);
});

test("a repeated poll asks for what the lost answer held, under the same session", async () => {
  const asked: { sessionId: string; includeHeld: boolean }[] = [];
  const server = await scriptedServer({
    pollReadyTasks: ({ sessionId, includeHeld }, earlier) => {
      asked.push({ sessionId, includeHeld });
      if (earlier === 0) {
        throw new Refused({ code: "UNAVAILABLE" });
      }
      return { sessionId, backlog: 3n };
    },
  });
  const polled = await server.client({ retry: { initialMs: 1 } }).pollReadyTasks({ queues: ["q"], wait: "10ms" });
  expect(asked.map((one) => one.includeHeld)).toEqual([false, true]);
  expect(asked.map((one) => one.sessionId)).toEqual([polled.sessionId, polled.sessionId]);
  expect(polled.backlog).toBe(3);
});

test("an aborted call rejects with the signal's reason, and the server is told", async () => {
  const cancelled = new Latch();
  const server = await scriptedServer({
    getServerInfo: (_request, _earlier, call) => {
      call.on("cancelled", cancelled.open);
      controller.abort(reason);
      return new Promise(() => undefined);
    },
  });
  const controller = new AbortController();
  const reason = new Error("not needed any more");
  await expect(server.client().getServerInfo({ signal: controller.signal })).rejects.toBe(reason);
  await cancelled.promise;
});

test("an aborted call does not wait for its next try", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const server = await scriptedServer({
    run: () => {
      setImmediate(() => controller.abort(reason));
      throw new Refused({ code: "UNAVAILABLE", reason: "DRAINING", retryAfterMs: 20_000 });
    },
  });
  await expect(server.client().run({}, { signal: controller.signal })).rejects.toBe(reason);
});

test("each call carries the token of that moment, the client's namespace, its request_id and trace context", async () => {
  const seen: unknown[] = [];
  let tokens = 0;
  const server = await scriptedServer({
    suspendFlow: ({ namespace, requestId }, _earlier, call) => {
      seen.push([call.metadata.get("authorization"), namespace, requestId, call.metadata.get("traceparent")]);
      return { flow: FLOW };
    },
  });
  const client = server.client({ namespace: "team-a", token: () => `t${++tokens}` });
  await client.suspendFlow("f", { requestId: "mine" });
  await client.suspendFlow("f", { requestId: "other", traceContext: "00-1-2-01" });
  expect(seen).toEqual([
    [["Bearer t1"], "team-a", "mine", []],
    [["Bearer t2"], "team-a", "other", ["00-1-2-01"]],
  ]);
});

test("authorities that are none are refused, and not found to trust nobody later", () => {
  for (const ca of [
    "",
    "no PEM",
    Buffer.from([0x30, 0x82]),
    "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
  ]) {
    expect(() => new Client({ address: "engine.example:50051", tls: { ca } })).toThrow(
      /^tls\.ca: expected certificates/,
    );
  }
});

test("a token is not sent in plain text beyond the loopback unless asked", () => {
  expect(() => new Client({ address: "engine.example:50051", token: "secret" })).toThrow(TypeError);
  new Client({ address: "engine.example:50051", token: "secret", tls: false }).close();
  new Client({ address: "engine.example:50051", token: "secret", tls: true }).close();
  new Client({ address: "localhost:50051", token: "secret" }).close();
});
