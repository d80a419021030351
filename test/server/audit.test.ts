/**
 * The audit log: who did what to which flow, and how it went.
 */
import { describe, expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { AuditLevel } from "../../src/server/auth/settings.js";
import type { ServerConfig } from "../../src/server/config.js";
import { serveMemoryWith } from "../service/served.js";
import { refusalOf } from "./raw-client.js";
import { StreamReading } from "./stream-reading.js";
import { bearer, tokensFile } from "./tokens-file.js";

const methods = LazyEngine.method;
const {
  cancelFlow,
  deleteFlow,
  executeTasks,
  getFlowDetails,
  resumeFlow,
  run,
  skipTask,
  suspendFlow,
  taskCompleteBatch,
} = methods;

const TOKEN = "reader-0123456789abc";
const RUNNER = "runner-0123456789abc";
const SECRET = "an input that is nobody's business";

/** What was done to a flow that can be suspended, skipped within, cancelled and deleted, in turn. */
const CONTROLLED = ["SuspendFlow", "ResumeFlow", "SkipTask", "CancelFlow", "DeleteFlow"];

/** The entries that some calls of some callers leave; in the whole log, which has all that there is to log, is nothing of what is secret. */
async function entries(auditLog: AuditLevel, logLevel: ServerConfig["logLevel"] = "trace") {
  const tokens = tokensFile(`tokens:
  - { token: ${TOKEN}, principal: reader, namespaces: [prod], verbs: [read] }
  - { token: ${RUNNER}, principal: runner, namespaces: [prod] }
`).path;
  const { client, log } = await serveMemoryWith({ tokens, auditLog, logLevel });
  const input = { data: new TextEncoder().encode(SECRET), contentType: "text/plain" };
  const definition = { case: "spec" as const, value: { tasks: [] } };
  await client.unary(run, { namespace: "prod", flowId: "f-1", definition, input }, bearer(RUNNER));
  const named = await client.unary(run, { namespace: "prod", definition }, bearer(RUNNER));
  await client.unary(getFlowDetails, { namespace: "prod", flowId: "f-1" }, bearer(TOKEN));
  await refusalOf(client.unary(suspendFlow, { namespace: "prod", flowId: "f-1" }, bearer(TOKEN)));
  await refusalOf(client.unary(getFlowDetails, { namespace: "dev", flowId: "f-2" }, bearer(TOKEN)));
  await refusalOf(client.unary(getFlowDetails, { flowId: "f-2" }, bearer(TOKEN)));
  await refusalOf(client.unary(getFlowDetails, { flowId: "f-3" }, bearer("stranger-0123456789")));
  await refusalOf(client.unary(suspendFlow, { namespace: "prod", flowId: "f-4" }, bearer(RUNNER)));
  const about = { namespace: "prod", flowId: "f-5" };
  const tasks = ["a", "b"].map((name) => ({ name, work: { case: "type" as const, value: "q" } }));
  await client.unary(run, { ...about, definition: { case: "spec", value: { tasks } }, input }, bearer(RUNNER));
  await client.unary(suspendFlow, about, bearer(RUNNER));
  await client.unary(resumeFlow, about, bearer(RUNNER));
  await client.unary(skipTask, { ...about, taskId: "a" }, bearer(RUNNER));
  await client.unary(cancelFlow, about, bearer(RUNNER));
  await client.unary(deleteFlow, about, bearer(RUNNER));
  const text = JSON.stringify(log);
  for (const kept of [TOKEN, RUNNER, SECRET, "stranger"]) expect(text).not.toContain(kept);
  const audited = log.filter(({ audit }) => audit === true);
  return { audited, generated: named.flow?.flowId };
}

const denied = [
  {
    principal: "reader",
    method: "SuspendFlow",
    verbs: ["admin"],
    namespace: "prod",
    flow_id: "f-1",
    code: 7,
    reason: "PERMISSION_DENIED",
  },
  {
    principal: "reader",
    method: "GetFlowDetails",
    verbs: ["read"],
    namespace: "dev",
    flow_id: "f-2",
    code: 7,
    reason: "PERMISSION_DENIED",
  },
  {
    principal: "reader",
    method: "GetFlowDetails",
    verbs: ["read"],
    // Which is meant where none is named.
    namespace: "default",
    flow_id: "f-2",
    code: 7,
    reason: "PERMISSION_DENIED",
  },
  { method: "GetFlowDetails", verbs: ["read"], code: 16, reason: "UNAUTHENTICATED" },
];

function isMatch(line: Readonly<Record<string, unknown>>, fields: object): boolean {
  return Object.entries(fields).every(([key, value]) => line[key] === value);
}

describe("the audit log", () => {
  it("has who was refused, by default, whatever the level of the log", async () => {
    const { audited } = await entries("denied", "error");
    expect(audited).toEqual(denied.map((entry) => expect.objectContaining(entry)));
    expect(audited[0]).toMatchObject({
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      duration_ms: expect.any(Number),
    });
    expect(audited[3]).not.toHaveProperty("principal");
  });

  it("has who changed what, where that is asked for, also where it failed", async () => {
    const { audited, generated } = await entries("changes");
    const started = { principal: "runner", method: "Run", verbs: ["run"], namespace: "prod", code: 0 };
    expect(audited).toEqual(
      [
        { ...started, flow_id: "f-1" },
        { ...started, flow_id: generated },
        ...denied,
        { principal: "runner", method: "SuspendFlow", flow_id: "f-4", code: 5, reason: "FLOW_NOT_FOUND" },
        { ...started, flow_id: "f-5" },
        ...CONTROLLED.map((method) => ({ ...started, method, verbs: ["admin"], flow_id: "f-5" })),
      ].map((entry) => expect.objectContaining(entry)),
    );
  });

  it("has each task of a batch and of a stream where it has every call", async () => {
    const tokens = tokensFile(`tokens: [{ token: ${RUNNER}, principal: runner, namespaces: [prod] }]`).path;
    const { client, logged } = await serveMemoryWith({ tokens, auditLog: "all", logLevel: "error" });
    const namespace = "prod";
    const spec = { tasks: [{ name: "t", work: { case: "type" as const, value: "q" } }] };
    const definition = { case: "spec", value: spec } as const;
    const outcome = { case: "result", value: {} } as const;
    for (const flowId of ["f-1", "f-2"]) await client.unary(run, { namespace, flowId, definition }, bearer(RUNNER));
    const items = ["f-1", "f-9"].map((flowId) => ({ flowId, taskId: "t", outcome }));
    await client.unary(taskCompleteBatch, { namespace, items }, bearer(RUNNER));
    const about = { principal: "runner", namespace, task_id: "t" };
    const entry = (fields: object) => logged((line) => isMatch(line, { ...about, ...fields }));
    await entry({ method: "TaskCompleteBatch", flow_id: "f-1", code: 0 });
    await entry({ method: "TaskCompleteBatch", flow_id: "f-9", code: 5 });
    const stream = client.bidi(executeTasks, bearer(RUNNER));
    const reading = new StreamReading(stream);
    stream.write({ frame: { case: "open", value: { namespace, queues: ["q"], maxInFlight: 1 } } });
    const { tasks } = await reading.find(({ frame }) => (frame.case === "readyTasks" ? frame.value : undefined));
    const [{ flowId, taskId, claimToken } = {}] = tasks;
    const completion = { flowId: flowId ?? "", taskId: taskId ?? "", claimToken: claimToken ?? "", outcome };
    stream.write({ frame: { case: "complete", value: { seq: 1n, items: [completion] } } });
    await entry({ method: "ExecuteTasks", flow_id: "f-2", code: 0 });
    stream.cancel();
  });

  it("has the schedule, the queue or the key that was changed, also where that failed", async () => {
    const tokens = tokensFile(`tokens: [{ token: ${RUNNER}, principal: runner, namespaces: [prod] }]`).path;
    const { client, log } = await serveMemoryWith({ tokens, auditLog: "changes", logLevel: "error" });
    const namespace = "prod";
    const schedule = { namespace, scheduleId: "nightly" };
    const run = { definition: { case: "spec" as const, value: { name: "d", tasks: [] } } };
    const spec = { timing: { case: "cron" as const, value: { expression: "@yearly" } }, run };
    const by = bearer(RUNNER);
    await client.unary(methods.putSchedule, { ...schedule, spec }, by);
    await client.unary(methods.triggerSchedule, schedule, by);
    await client.unary(methods.pauseSchedule, schedule, by);
    await client.unary(methods.deleteSchedule, schedule, by);
    await refusalOf(client.unary(methods.resumeSchedule, schedule, by));
    await client.unary(methods.updateQueue, { namespace, queue: "q", paused: true }, by);
    await client.unary(methods.updateConcurrencyKey, { namespace, key: "k", limit: 2 }, by);
    await refusalOf(
      client.unary(methods.updateQueue, { namespace, queue: "a\u009bb".repeat(1_000), paused: true }, by),
    );
    const audited = log.filter(({ audit }) => audit === true);
    const names = audited.map((line) => [
      line["method"],
      line["schedule_id"] ?? line["queue"] ?? line["concurrency_key"],
    ]);
    expect(names.slice(0, -1)).toEqual([
      ...["PutSchedule", "TriggerSchedule", "PauseSchedule", "DeleteSchedule"].map((method) => [method, "nightly"]),
      ["ResumeSchedule", "nightly"],
      ["UpdateQueue", "q"],
      ["UpdateConcurrencyKey", "k"],
    ]);
    expect(audited.at(-1)).toMatchObject({ method: "UpdateQueue", code: 3, queue: expect.stringMatching(/^.{701}$/) });
  });

  it("has no more than the beginning of names that there can't be", async () => {
    const tokens = tokensFile(`tokens: [{ token: ${RUNNER}, principal: runner, namespaces: [prod] }]`).path;
    const { client, log } = await serveMemoryWith({ tokens, auditLog: "all", logLevel: "error" });
    const long = "x".repeat(3_000_000);
    const outcome = { case: "result", value: {} } as const;
    await refusalOf(client.unary(getFlowDetails, { namespace: long, flowId: long }, bearer(RUNNER)));
    await client.unary(
      taskCompleteBatch,
      { namespace: "prod", items: [{ flowId: "f", taskId: long, outcome }] },
      bearer(RUNNER),
    );
    const audited = log.filter(({ audit }) => audit === true);
    expect(audited.length).toBeGreaterThanOrEqual(2);
    for (const line of audited) expect(JSON.stringify(line).length).toBeLessThan(4_000);
  });

  it("is not filled by callers that show nobody who they are: it has how many more there were", async () => {
    const tokens = tokensFile(`tokens: [{ token: ${RUNNER}, principal: runner, namespaces: [prod] }]`).path;
    const { client, log, logged } = await serveMemoryWith({ tokens, logLevel: "error" });
    const stranger = () => refusalOf(client.unary(getFlowDetails, { flowId: "f" }, bearer("stranger-0123456789")));
    const refused = await Promise.all(Array.from({ length: 40 }, stranger));
    expect(new Set(refused.map(({ reason }) => reason))).toEqual(new Set(["UNAUTHENTICATED"]));
    await logged((line) => line["left_out"] !== undefined);
    const audited = log.filter(({ audit }) => audit === true);
    const told = audited.filter((line) => line["left_out"] === undefined);
    const leftOut = audited.reduce((sum, line) => sum + Number(line["left_out"] ?? 0), 0);
    expect(told.length + leftOut).toBe(40);
    // Ten a second; on a slow machine they may have come in more than one.
    expect(told.length).toBeLessThan(40);
    expect(told.length % 10).toBe(0);
    // Who is known is told of all the same.
    await refusalOf(client.unary(getFlowDetails, { namespace: "dev", flowId: "f" }, bearer(RUNNER)));
    await logged((line) => isMatch(line, { principal: "runner", code: 7 }));
  });

  it("has every call, or none", async () => {
    expect((await entries("all")).audited.length).toBe(8 + 1 + CONTROLLED.length);
    expect((await entries("off")).audited).toEqual([]);
  });
});
