/**
 * What is refused at the door: malformed fields, and what is over a published limit, with field, limit and value.
 */
import { expect } from "vitest";
import { type ContractError, refused } from "../contract-error.js";
import { after, flow, many, task } from "../specs.js";
import type { RunRequest } from "../subject.js";
import type { TaskFile } from "../values.js";
import type { Topic, World } from "../world.js";

function run(world: World, fields: Partial<RunRequest>): Promise<unknown> {
  return world.subject.run({ namespace: world.namespace, spec: flow(["a"]), ...fields });
}

async function invalid(call: Promise<unknown>, field: string): Promise<void> {
  const error = await refused(call, "INVALID_FIELD");
  expect([error.metadata["field"], error.violations[0]?.field]).toEqual([field, field]);
}

/** `value` as it was sent, where the error tells it. */
async function over(call: Promise<unknown>, field: string, limit: number, value = limit + 1): Promise<ContractError> {
  const error = await refused(call, "LIMIT_EXCEEDED");
  expect(error.metadata).toMatchObject({ field, limit: String(limit), value: String(value) });
  return error;
}

function labels(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`label${index}`, "x"]));
}

export const limits: Topic = {
  "a flow_id has up to 200 bytes of a few characters": async (world) => {
    const longest = "Az0._:-".padEnd(200, "x");
    await run(world, { flowId: longest });
    expect((await world.subject.getFlowDetails({ namespace: world.namespace, flowId: longest })).flow.flowId).toBe(
      longest,
    );
    await over(run(world, { flowId: `${longest}y` }), "flow_id", 200);
    for (const flowId of ["a b", "a/b", "ü", "a\n"]) await invalid(run(world, { flowId }), "flow_id");
  },

  "flow ids with ~ are the server's": async (world) => {
    await invalid(run(world, { flowId: "root~1" }), "flow_id");
    await refused(world.subject.getFlowDetails({ namespace: world.namespace, flowId: "root~1" }), "FLOW_NOT_FOUND");
  },

  "a namespace has up to 63 characters of a-z, 0-9 and -": async (world) => {
    for (const namespace of ["Upper", "a.b", "a b", "x".repeat(64)])
      await invalid(run(world, { namespace }), "namespace");
    await run(world, { namespace: world.namespace.padEnd(63, "x") });
  },

  "an empty namespace is the default one": async (world) => {
    const flowId = `in-default-${world.namespace}`;
    const { flow: started } = await world.subject.run({ namespace: "", flowId, spec: flow([]) });
    expect(started.namespace).toBe("default");
    expect((await world.subject.getFlowDetails({ namespace: "default", flowId })).flow.state).toBe("SUCCEEDED");
  },

  "a request_id has up to 128 bytes": async (world) => {
    const under = await world.start(flow(["a"]), { requestId: "r".repeat(128) });
    await over(run(world, { requestId: "r".repeat(129) }), "request_id", 128);
    await over(under.complete("a", { result: 1, requestId: "ü".repeat(65) }), "request_id", 128, 130);
    await over(under.suspend({ requestId: "r".repeat(129) }), "request_id", 128);
  },

  "a task's name has up to 255 code points": async (world) => {
    const longest = "🚀".repeat(255);
    const under = await world.start(flow([longest]));
    expect((await under.succeed(longest)).task.taskId).toBe(longest);
    await over(run(world, { spec: flow([`${longest}x`]) }), "spec.tasks[0].name", 255);
  },

  "a task's name is compared byte for byte": async (world) => {
    const [composed, decomposed] = ["é", "e\u0301"];
    const under = await world.start(flow([composed, decomposed, "E", "e "]));
    await under.succeed(decomposed);
    expect(await under.states()).toEqual({ [composed]: "READY", [decomposed]: "SUCCEEDED", E: "READY", "e ": "READY" });
  },

  "a task's name looks like no instance or item of another": async (world) => {
    for (const name of ["a#2", "a[0]", "a\u0007", ""]) {
      await invalid(run(world, { spec: flow([{ name, type: "work" }]) }), "spec.tasks[0].name");
    }
    await run(world, { spec: flow(["a#b", "a[x]", "#1 of 2"]) });
  },

  "a flow that bounds what runs at once has up to 4,096 tasks, others have more": async (world) => {
    const bounded = run(world, { spec: { ...many(4_097), max_parallel: 1 } });
    const { metadata } = await refused(bounded, "UNSUPPORTED");
    expect(metadata).toMatchObject({ field: "spec.max_parallel", limit: "4096", value: "4097" });
    const { flow: started } = await world.subject.run({ namespace: world.namespace, flowId: "f", spec: many(4_097) });
    expect(Object.values(started.counts).reduce((sum, count) => sum + count, 0)).toBe(4_097);
  },

  "a payload has up to 1 MiB": async (world) => {
    const bytes = (size: number) => ({
      "@payload": { base64: Buffer.alloc(size, 7).toString("base64"), content_type: "application/octet-stream" },
    });
    const [most, more] = [bytes(1_048_576), bytes(1_048_577)];
    const under = await world.start(flow([task("a", { input: most })]), { input: most });
    await over(run(world, { input: more }), "input.data", 1_048_576);
    await over(run(world, { spec: flow([task("a", { input: more })]) }), "spec.tasks[0].input.data", 1_048_576);
    await over(under.complete("a", { result: more }), "result.data", 1_048_576);
    await over(under.complete("a", { failure: { type: "x", details: more } }), "failure.details.data", 1_048_576);
    expect((await under.complete("a", { result: most })).task.state).toBe("SUCCEEDED");
  },

  "labels are up to 64 of up to 256 bytes": async (world) => {
    await run(world, { labels: { ...labels(63), ["k".repeat(256)]: "v".repeat(256) } });
    await over(run(world, { labels: labels(65) }), "labels", 64);
    await over(
      run(world, { labels: labels(40), spec: flow(["a"], { labels: { ...labels(20), ...{ own: "1" } } }) }).then(() =>
        run(world, {
          labels: { ...labels(40), o: "1" },
          spec: flow(["a"], { labels: Object.fromEntries(Object.keys(labels(24)).map((key) => [`of-${key}`, "1"])) }),
        }),
      ),
      "labels",
      64,
    );
    await refused(run(world, { labels: { x: "v".repeat(257) } }), "LIMIT_EXCEEDED");
    await refused(run(world, { labels: { ["k".repeat(257)]: "x" } }), "LIMIT_EXCEEDED");
  },

  "a payload's metadata is bounded in entries and bytes": async (world) => {
    const noted = (metadata: Record<string, string>) => ({
      "@payload": { base64: "", content_type: "text/plain", metadata },
    });
    await run(world, { input: noted(labels(64)) });
    await over(run(world, { input: noted(labels(65)) }), "input.metadata", 64);
    await refused(run(world, { input: noted({ note: "x".repeat(8_192) }) }), "LIMIT_EXCEEDED");
  },

  "batches have up to 1,000 items": async (world) => {
    const claims = Array.from({ length: 1_001 }, () => ({ flowId: "f", taskId: "a", claimToken: "1.x" }));
    await over(world.subject.releaseTasks(world.namespace, claims), "claims", 1_000);
    await over(world.subject.reportProgress(world.namespace, claims), "reports", 1_000);
    const { sessionId } = await world.poll();
    const keeping = world.subject.keepSession({ namespace: world.namespace, sessionId, progress: claims });
    await over(keeping, "progress", 1_000);
  },

  "priorities lie between plus and minus a million": async (world) => {
    await run(world, { priority: -1_000_000, spec: flow([task("a", { priority: 1_000_000 })]) });
    await invalid(run(world, { priority: 1_000_001 }), "priority");
    await invalid(run(world, { spec: flow([task("a", { priority: -1_000_001 })]) }), "spec.tasks[0].priority");
  },

  "a retry policy has at least one try and a share between 0 and 1": async (world) => {
    const withRetry = (retry: TaskFile["retry"]) =>
      run(world, { spec: flow([task("a", retry === undefined ? {} : { retry })]) });
    await invalid(withRetry({ max_attempts: 0 }), "spec.tasks[0].retry.max_attempts");
    await invalid(withRetry({ max_attempts: 2, jitter: 1.5 }), "spec.tasks[0].retry.jitter");
    await invalid(withRetry({ max_attempts: 2, multiplier: 0.5 }), "spec.tasks[0].retry.multiplier");
  },

  "a timeout that is set is more than zero, a duration at most ten years": async (world) => {
    await invalid(run(world, { spec: flow(["a"], { timeout: "0s" }) }), "spec.timeout");
    await invalid(run(world, { spec: flow([task("a", { timeouts: { run: "0s" } })]) }), "spec.tasks[0].timeouts.run");
    await run(world, { spec: flow([task("a", { delay: "3650d" })]) });
    await refused(run(world, { spec: flow([task("a", { delay: "3651d" })]) }), "LIMIT_EXCEEDED");
    const under = await world.start(flow(["a"]));
    await invalid(under.complete("a", { deferred: { timeoutMs: 0 } }), "deferred.timeout");
  },

  "a no-op has neither queue nor input, another task has a type": async (world) => {
    await invalid(run(world, { spec: flow([task("a", { noop: {}, queue: "q" })]) }), "spec.tasks[0].queue");
    await invalid(run(world, { spec: flow([task("a", { noop: {}, input: 1 })]) }), "spec.tasks[0].input");
    await invalid(run(world, { spec: flow([{ name: "a" }]) }), "spec.tasks[0].work");
  },

  "a task names each of its dependencies once": async (world) => {
    await invalid(run(world, { spec: flow(["a", after(["a", "a"], "b")]) }), "spec.tasks[1].depends_on[1].task");
  },

  "a failure is bounded in type, message and causes": async (world) => {
    const under = await world.start(flow(["a"]));
    const fail = (failure: Parameters<typeof under.complete>[1]["failure"]) =>
      under.complete("a", failure === undefined ? {} : { failure });
    await over(fail({ type: "x".repeat(256) }), "failure.type", 255);
    await invalid(fail({ type: "" }), "failure.type");
    await over(fail({ type: "x", message: "m".repeat(16_385) }), "failure.message", 16_384);
    await over(fail({ type: "x", causes: Array.from({ length: 17 }, () => ({ type: "y" })) }), "failure.causes", 16);
    await over(under.complete("a", { cancelled: { message: "m".repeat(16_385) } }), "cancelled.message", 16_384);
    expect((await under.task("a")).state).toBe("READY");
  },

  "a control call's reason has up to 1 KiB": async (world) => {
    const under = await world.start(flow(["a"]));
    await over(under.cancel({ reason: "x".repeat(1_025) }), "reason", 1_024);
    expect((await under.cancel({ reason: "x".repeat(1_024) })).flow.state).toBe("CANCELLED");
  },

  "a session is bounded in queues, names and lease": async (world) => {
    const queues = Array.from({ length: 65 }, (_, index) => `q${index}`);
    await over(world.poll({ queues }), "queues", 64);
    await world.poll({ queues: queues.slice(1) });
    await invalid(world.poll({ queues: [] }), "queues");
    await over(world.poll({ sessionId: "s".repeat(129) }), "session_id", 128);
    await invalid(world.poll({ sessionId: "a b" }), "session_id");
    await over(world.poll({ workerId: "w".repeat(256) }), "worker_id", 255);
    await invalid(world.poll({ leaseMs: 999 }), "lease_duration");
    await invalid(world.poll({ leaseMs: 3_600_001 }), "lease_duration");
    const observer = world.watchReady({ mode: "OBSERVE", sessionId: "s" });
    await invalid(
      observer.ended.then((error) => Promise.reject(error)),
      "session_id",
    );
  },
};
