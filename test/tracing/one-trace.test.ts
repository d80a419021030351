/**
 * One trace spans the caller, the server, an executor in Node and one in Python.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { SpanStatusCode, trace } from "@opentelemetry/api";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { Client, Executor, type Handler } from "../../src/client/index.js";
import { createEngine } from "../../src/engine/create-engine.js";
import { createMemoryStore } from "../../src/store/memory/memory-store.js";
import { startServer } from "../server/running-server.js";
import { recordSpans } from "./recorded-spans.mjs";

const exporter = recordSpans();
const tracer = trace.getTracer("caller");

afterEach(() => exporter.reset());

async function serving(): Promise<string> {
  const store = createMemoryStore();
  const engine = await createEngine({ store });
  onTestFinished(async () => {
    await engine.stop();
    await store.close();
  });
  const { grpcPort } = await startServer(engine);
  return `127.0.0.1:${grpcPort}`;
}

async function connected(address: string, handlers: Readonly<Record<string, Handler>>): Promise<Client> {
  const client = new Client({ address });
  const executor = new Executor({ client, handlers });
  await executor.start();
  onTestFinished(async () => {
    await executor.drain();
    client.close();
  });
  return client;
}

/** Runs a flow within a span of the caller. */
async function runTraced(client: Client, types: readonly string[], run: (result: Promise<unknown>) => Promise<void>) {
  return tracer.startActiveSpan("caller", async (caller) => {
    const tasks = types.map((type, index) => ({ name: type, type, dependsOn: types.slice(0, index) }));
    const handle = await client.run({ name: "traced", tasks });
    await run(handle.result());
    caller.end();
    return caller.spanContext();
  });
}

test("one trace spans the caller, the server, an executor in Node and one in Python", async () => {
  const address = await serving();
  const client = await connected(address, {
    "in-node": async () => {
      await Promise.resolve();
      tracer.startSpan("within the handler").end();
      return trace.getActiveSpan()?.spanContext().spanId;
    },
  });
  const python = spawn(".venv/bin/python", ["python/tests/traced_program.py", address], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void python.kill());
  const told = text(python.stdout);
  let active: unknown;
  const { traceId, spanId } = await runTraced(client, ["in-node", "in-python"], async (result) => {
    active = await result;
  });
  python.stdin.end();
  await once(python, "exit");
  const spans = exporter.getFinishedSpans();
  const named = (name: string) => spans.find((span) => span.name === name);
  const attempt = named("lazyengine in-node");
  expect(attempt?.spanContext().traceId).toBe(traceId);
  expect(attempt?.parentSpanContext?.spanId).toBe(spanId);
  expect(attempt?.attributes).toMatchObject({ "lazyengine.task_id": "in-node", "lazyengine.attempt": 1 });
  const within = named("within the handler");
  expect(within?.parentSpanContext?.spanId).toBe(attempt?.spanContext().spanId);
  const served = named("lazyengine.v1.LazyEngine/Run");
  expect(served?.spanContext().traceId).toBe(traceId);
  expect(served?.attributes).toMatchObject({ "rpc.grpc.status_code": 0 });
  const recorded = JSON.parse(await told);
  expect(recorded).toMatchObject({ name: "lazyengine in-python", trace: traceId, parent: spanId });
  expect(active).toEqual({ "in-python": { trace: traceId, span: recorded.span } });
});

test("the span of an attempt that fails says so, and a flow without a caller's span has traces of its own", async () => {
  const client = await connected(await serving(), {
    fails: () => {
      throw new Error("no luck");
    },
  });
  const handle = await client.run({ name: "alone", tasks: [{ name: "fails", type: "fails" }] });
  await expect(handle.result()).rejects.toThrow();
  const attempt = exporter.getFinishedSpans().find(({ name }) => name === "lazyengine fails");
  expect(attempt?.status).toEqual({ code: SpanStatusCode.ERROR, message: "no luck" });
  expect(attempt?.parentSpanContext).toBeUndefined();
});
