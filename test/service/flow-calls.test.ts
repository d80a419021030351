/**
 * The calls about flows and definitions, through a real server on the real engine.
 */
import type { MessageInitShape } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import {
  type ConflictPolicy,
  type FlowSpecSchema,
  FlowState,
  FlowView,
  LazyEngine,
  ResponseDetail,
  type RunRequestSchema,
  type TaskSpecSchema,
  TaskState,
} from "#gen/lazyengine/v1/index.js";
import { PACKAGE_VERSION } from "../../src/server/package-version.js";
import { factsOfStatus, refusalOf } from "../server/raw-client.js";
import { StreamReading } from "../server/stream-reading.js";
import { serveMemory } from "./served.js";

const methods = LazyEngine.method;

const json = (value: unknown) => ({
  data: new TextEncoder().encode(JSON.stringify(value)),
  contentType: "application/json",
  metadata: { codec: "none" },
});

/** a, then b and c, then d. */
const diamond: MessageInitShape<typeof FlowSpecSchema> = {
  name: "diamond",
  labels: { team: "x" },
  tasks: [
    { name: "a", work: { case: "type", value: "work" }, input: json({ in: 1 }), needsFlowInput: true },
    { name: "b", work: { case: "type", value: "work" }, dependsOn: [{ task: "a" }], priority: 5 },
    { name: "c", work: { case: "noop", value: {} }, dependsOn: [{ task: "a" }] },
    { name: "d", work: { case: "type", value: "last" }, dependsOn: [{ task: "b" }, { task: "c" }] },
  ],
};

const run: MessageInitShape<typeof RunRequestSchema> = {
  flowId: "flow-1",
  definition: { case: "spec", value: diamond },
  input: json("go"),
};

const done = (taskId: string) =>
  ({ flowId: "flow-1", taskId, outcome: { case: "result", value: json(taskId) } }) as const;

describe("the calls about flows", () => {
  it("run a flow to its end and show it as it was", async () => {
    const { client } = await serveMemory();
    const begun = await client.unary(methods.run, { ...run, labels: { run: "1" }, priority: 2 });
    expect(begun.flow).toMatchObject({
      flowId: "flow-1",
      namespace: "default",
      name: "diamond",
      state: FlowState.RUNNING,
      labels: { team: "x", run: "1" },
      priority: 2,
      rootFlowId: "flow-1",
    });
    expect(begun.readyCount).toBe(1);
    expect(begun.ready[0]).toMatchObject({ taskId: "a", type: "work", queue: "work", priority: 2 });

    const first = await client.unary(methods.taskComplete, done("a"));
    expect(first.ready.map(({ taskId }) => taskId)).toEqual(["b"]);
    expect(first.task).toMatchObject({ taskId: "a", state: TaskState.SUCCEEDED, attempt: 1 });
    expect(first.changes.length).toBeGreaterThan(2);
    const again = await client.unary(methods.taskComplete, done("a"));
    expect(again).toMatchObject({ replayed: true, changes: [] });

    const minimal = { ...done("b"), responseDetail: ResponseDetail.MINIMAL };
    expect(await client.unary(methods.taskComplete, minimal)).toMatchObject({ ready: [], changes: [] });
    const last = await client.unary(methods.taskComplete, done("d"));
    expect(last.flow?.state).toBe(FlowState.SUCCEEDED);

    const details = await client.unary(methods.getFlowDetails, {
      flowId: "flow-1",
      view: FlowView.FULL,
      minRevision: last.flow?.revision ?? "",
    });
    expect(details.tasks.map(({ taskId, state }) => [taskId, TaskState[state]])).toEqual([
      ["a", "SUCCEEDED"],
      ["b", "SUCCEEDED"],
      ["c", "SUCCEEDED"],
      ["d", "SUCCEEDED"],
    ]);
    expect(details.tasks[1]?.result).toMatchObject({ contentType: "application/json", metadata: { codec: "none" } });
    expect(new TextDecoder().decode(details.tasks[1]?.result?.data)).toBe('"b"');
    expect(details.flow?.counts.map(({ state, count }) => [TaskState[state], count])).toEqual([["SUCCEEDED", 4]]);
    const some = { flowId: "flow-1", view: FlowView.TASKS, dependenciesOf: "d", pageSize: 1 };
    const page = await client.unary(methods.getFlowDetails, some);
    expect(page.tasks.map(({ taskId }) => taskId)).toEqual(["b"]);
    const next = await client.unary(methods.getFlowDetails, { ...some, pageToken: page.nextPageToken });
    expect(next.tasks.map(({ taskId }) => taskId)).toEqual(["c"]);
  });

  it("refuse what they cannot do, with its reason", async () => {
    const { client } = await serveMemory();
    await client.unary(methods.run, run);
    const tasks: MessageInitShape<typeof TaskSpecSchema>[] = [
      { name: "x", work: { case: "type", value: "t" }, dependsOn: [{ task: "y" }] },
      { name: "y", work: { case: "type", value: "t" }, dependsOn: [{ task: "x" }] },
    ];
    const circular = { definition: { case: "spec", value: { tasks } } } as const;
    expect(await refusalOf(client.unary(methods.run, circular))).toMatchObject({ reason: "CYCLE" });
    expect(await refusalOf(client.unary(methods.run, run))).toMatchObject({ reason: "FLOW_EXISTS" });
    expect(await refusalOf(client.unary(methods.run, { flowId: "f~1" }))).toMatchObject({
      reason: "INVALID_FIELD",
      fields: ["definition"],
    });
    const unknown = 9 as ConflictPolicy; // Of a later version.
    expect(await refusalOf(client.unary(methods.run, { ...run, conflictPolicy: unknown }))).toMatchObject({
      reason: "UNSUPPORTED",
      fields: ["conflict_policy"],
    });
    expect(await refusalOf(client.unary(methods.taskComplete, done("d")))).toMatchObject({ reason: "TASK_NOT_READY" });
    const nowhere = { flowId: "nowhere" };
    for (const method of [methods.getFlowDetails, methods.suspendFlow, methods.deleteFlow]) {
      expect(await refusalOf(client.unary(method, nowhere))).toMatchObject({ reason: "FLOW_NOT_FOUND" });
    }
    const batch = await client.unary(methods.taskCompleteBatch, {
      items: [
        done("a"),
        { flowId: "flow-1", taskId: "b" },
        { ...done("a"), flowId: "nowhere" },
        { ...done("a"), flowId: "" },
      ],
    });
    const verdicts = batch.verdicts.map(({ status }) => (status === undefined ? undefined : factsOfStatus(status)));
    expect(verdicts.map((facts) => [facts?.code, facts?.reason])).toEqual([
      [0, undefined],
      [3, "INVALID_FIELD"],
      [5, "FLOW_NOT_FOUND"],
      [3, "INVALID_FIELD"],
    ]);
    expect(batch.verdicts.map(({ answer }) => answer?.task?.taskId)).toEqual(["a", undefined, undefined, undefined]);
  });

  it("suspend, resume, cancel and delete", async () => {
    const { client } = await serveMemory();
    await client.unary(methods.run, run);
    const key = { flowId: "flow-1", requestId: "r1", reason: "maintenance" };
    const suspended = await client.unary(methods.suspendFlow, key);
    expect(suspended.flow?.state).toBe(FlowState.SUSPENDED);
    expect(suspended.changes[0]).toMatchObject({
      taskId: "",
      flowFrom: FlowState.RUNNING,
      flowTo: FlowState.SUSPENDED,
    });
    expect((await client.unary(methods.suspendFlow, key)).replayed).toBe(true);
    const stale = { flowId: "flow-1", expectedRevision: suspended.flow?.revision ?? "" };
    expect((await client.unary(methods.resumeFlow, stale)).flow?.state).toBe(FlowState.RUNNING);
    expect(await refusalOf(client.unary(methods.cancelFlow, stale))).toMatchObject({
      reason: "REVISION_MISMATCH",
      retryMs: 0,
    });
    expect(await refusalOf(client.unary(methods.deleteFlow, { flowId: "flow-1" }))).toMatchObject({
      reason: "FLOW_NOT_ENDED",
    });
    const cancelled = await client.unary(methods.cancelFlow, { flowId: "flow-1", grace: { seconds: 1n } });
    expect(cancelled.flow?.state).toBe(FlowState.CANCELLED);
    expect((await client.unary(methods.deleteFlow, { flowId: "flow-1" })).flow?.flowId).toBe("flow-1");
    expect((await client.unary(methods.deleteFlow, { flowId: "flow-1", allowMissing: true })).flow).toBeUndefined();
  });

  it("list flows by what they are", async () => {
    const { client } = await serveMemory();
    for (const flowId of ["f1", "f2", "f3"]) {
      await client.unary(methods.run, { ...run, flowId, labels: { parity: flowId === "f2" ? "even" : "odd" } });
    }
    await client.unary(methods.cancelFlow, { flowId: "f3" });
    const list = async (request: object) =>
      (await client.unary(methods.listFlows, request)).flows.map(({ flowId }) => flowId);
    expect(await list({})).toEqual(["f3", "f2", "f1"]);
    expect(await list({ labels: { parity: "odd" } })).toEqual(["f3", "f1"]);
    expect(await list({ states: [FlowState.CANCELLED] })).toEqual(["f3"]);
    expect(await list({ name: "another" })).toEqual([]);
    expect(await list({ createTimeBefore: { seconds: 1n } })).toEqual([]);
    expect(await list({ createTimeAfter: { seconds: 1n } })).toEqual(["f3", "f2", "f1"]);
    expect(await refusalOf(client.unary(methods.listFlows, { states: [0] }))).toMatchObject({ fields: ["states[0]"] });
    expect(await refusalOf(client.unary(methods.listFlows, { states: [77 as FlowState] }))).toMatchObject({
      reason: "UNSUPPORTED",
    });
  });

  it("watch a flow to its end", async () => {
    const { client } = await serveMemory();
    await client.unary(methods.run, run);
    const watch = new StreamReading(client.serverStream(methods.watchFlow, { flowId: "flow-1", view: FlowView.TASKS }));
    await watch.find(({ frame }) => (frame.case === "current" ? true : undefined));
    for (const taskId of ["a", "b", "d"]) await client.unary(methods.taskComplete, done(taskId));
    await watch.end();
    const updates = watch.frames.flatMap(({ frame }) => (frame.case === "update" ? [frame.value] : []));
    expect(updates.at(-1)?.flow?.state).toBe(FlowState.SUCCEEDED);
    const tasks = new Map(updates.flatMap((update) => update.tasks.map((task) => [task.taskId, task.state])));
    expect(tasks.get("d")).toBe(TaskState.SUCCEEDED);
  });
});

describe("the calls about definitions", () => {
  it("put, get, list and run one by digest or name", async () => {
    const { client } = await serveMemory();
    const put = await client.unary(methods.putDefinition, { spec: diamond });
    expect(put).toMatchObject({ created: true, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(await client.unary(methods.putDefinition, { spec: diamond })).toMatchObject({
      created: false,
      digest: put.digest,
    });
    const got = await client.unary(methods.getDefinition, { key: { case: "name", value: "diamond" } });
    expect(got.definition).toMatchObject({ digest: put.digest, name: "diamond", taskCount: 4 });
    expect(got.spec?.tasks.map(({ name, work }) => [name, work.case])).toEqual([
      ["a", "type"],
      ["b", "type"],
      ["c", "noop"],
      ["d", "type"],
    ]);
    const listed = await client.unary(methods.listDefinitions, { name: "diamond" });
    expect(listed.definitions.map(({ digest }) => digest)).toEqual([put.digest]);
    const byDigest = { case: "definitionDigest", value: put.digest } as const;
    const flow = (await client.unary(methods.run, { definition: byDigest })).flow;
    expect(flow?.definitionDigest).toBe(put.digest);
    const byName = { case: "definitionName", value: "another" } as const;
    expect(await refusalOf(client.unary(methods.run, { definition: byName }))).toMatchObject({
      reason: "DEFINITION_NOT_FOUND",
    });
    expect(await refusalOf(client.unary(methods.getDefinition, {}))).toMatchObject({ fields: ["key"] });
    expect(await refusalOf(client.unary(methods.putDefinition, {}))).toMatchObject({ fields: ["spec"] });
    const nameless = { spec: { ...diamond, name: "" } };
    expect(await refusalOf(client.unary(methods.putDefinition, nameless))).toMatchObject({ fields: ["spec.name"] });
  });
});

describe("GetServerInfo", () => {
  it("tells version, limits, store and clock", async () => {
    const { client } = await serveMemory();
    const info = await client.unary(methods.getServerInfo, {});
    expect(info).toMatchObject({ version: PACKAGE_VERSION, store: "memory", storedFormat: 1, capabilities: [] });
    expect(info.limits).toMatchObject({
      messageBytes: 4_194_304n,
      messageElements: 524_288,
      tasksPerFlow: 1_000_000,
      scopeTasks: 4_096,
      scopeEdges: 131_072,
      leaseDurationMax: { seconds: 3_600n },
      maxInFlight: 10_000,
      streamsPerConnection: 1_000,
      sessionsPerConnection: 100,
    });
    expect(Math.abs(Number(info.serverTime?.seconds) * 1000 - Date.now())).toBeLessThan(60_000);
    expect(info.processId).not.toBe("");
  });
});
