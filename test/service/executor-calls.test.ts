/**
 * The calls of executors, through a real server on the real engine.
 */
import { describe, expect, it } from "vitest";
import { AttemptEnd, FlowState, LazyEngine, type ReadyTask, WatchMode, WorkKind } from "#gen/lazyengine/v1/index.js";
import { factsOfStatus, type RawClient, refusalOf } from "../server/raw-client.js";
import { StreamReading } from "../server/stream-reading.js";
import { serveMemory } from "./served.js";

const methods = LazyEngine.method;

function chain(length: number) {
  return Array.from({ length }, (_, index) => ({
    name: `t${index}`,
    work: { case: "type", value: "work" } as const,
    input: { data: Uint8Array.of(index), contentType: "x/y" },
    labels: { step: String(index) },
    dependsOn: index === 0 ? [] : [{ task: `t${index - 1}` }],
  }));
}

async function runChain(client: RawClient, flowId: string, length: number) {
  const definition = { case: "spec", value: { tasks: chain(length) } } as const;
  await client.unary(methods.run, { flowId, definition });
}

function claimOf({ flowId, taskId, claimToken }: ReadyTask) {
  return { flowId, taskId, claimToken };
}

const result = { case: "result", value: { data: Uint8Array.of(9) } } as const;

describe("an executor", () => {
  it("does a chain over its stream, each verdict before the task it made ready", async () => {
    const { client } = await serveMemory();
    const stream = client.bidi(methods.executeTasks);
    stream.write({ frame: { case: "open", value: { queues: ["work"], maxInFlight: 1 } } });
    const order: string[] = [];
    let seq = 0n;
    stream.on("data", ({ frame }) => {
      if (frame.case === "verdicts") order.push(`verdict ${frame.value.seq}`);
      if (frame.case !== "readyTasks") return;
      for (const task of frame.value.tasks) {
        order.push(task.taskId);
        seq += 1n;
        const items = [{ ...claimOf(task), outcome: result }];
        stream.write({ frame: { case: "complete", value: { seq, items } } });
        if (task.taskId === "t3") stream.write({ frame: { case: "drain", value: {} } });
      }
    });
    const reading = new StreamReading(stream);
    await reading.count(1);
    await runChain(client, "flow-1", 4);
    await reading.end();
    expect(order).toEqual(["t0", "verdict 1", "t1", "verdict 2", "t2", "verdict 3", "t3", "verdict 4"]);
    const { flow } = await client.unary(methods.getFlowDetails, { flowId: "flow-1" });
    expect(flow?.state).toBe(FlowState.SUCCEEDED);
  });

  it("gets all that it needs with a task, and what the task before resulted in", async () => {
    const { client } = await serveMemory();
    await runChain(client, "flow-1", 2);
    await client.unary(methods.taskComplete, { flowId: "flow-1", taskId: "t0", outcome: result });
    const watch = new StreamReading(
      client.serverStream(methods.watchReadyTasks, {
        queues: ["work"],
        workerId: "w",
        sessionId: "s-1",
        maxInFlight: 3,
      }),
    );
    const opened = await watch.find(({ frame }) => (frame.case === "opened" ? frame.value : undefined));
    expect(opened).toMatchObject({ sessionId: "s-1", resumed: false, maxInFlight: 3, leaseDuration: { seconds: 30n } });
    const tasks = await watch.find(({ frame }) => (frame.case === "readyTasks" ? frame.value.tasks : undefined));
    expect(tasks[0]).toMatchObject({
      flowId: "flow-1",
      taskId: "t1",
      type: "work",
      queue: "work",
      kind: WorkKind.EXECUTE,
      attempt: 1,
      claimToken: expect.stringMatching(/^1\./),
      labels: { step: "1" },
      input: { contentType: "x/y" },
    });
    expect([...(tasks[0]?.dependencyResults["t0"]?.data ?? [])]).toEqual([9]);
  });

  it("observes without claiming", async () => {
    const { client } = await serveMemory();
    await runChain(client, "flow-1", 1);
    const stream = client.serverStream(methods.watchReadyTasks, { queues: ["work"], mode: WatchMode.OBSERVE });
    const watch = new StreamReading(stream);
    const tasks = await watch.find(({ frame }) => (frame.case === "readyTasks" ? frame.value.tasks : undefined));
    expect(tasks[0]).toMatchObject({ taskId: "t0", claimToken: "", attempt: 0 });
    stream.cancel();
  });

  it("polls, keeps its session, reports progress and gives tasks back", async () => {
    const { client } = await serveMemory();
    await runChain(client, "flow-1", 1);
    const poll = { queues: ["work"], leaseDuration: { seconds: 60n }, maxTasks: 5 };
    const first = await client.unary(methods.pollReadyTasks, poll);
    const [task] = first.tasks;
    if (task === undefined) throw new Error("nothing was polled");
    const { sessionId } = first;
    const held = await client.unary(methods.pollReadyTasks, { ...poll, sessionId, includeHeld: true });
    expect(held.tasks.map(({ claimToken }) => claimToken)).toEqual([task.claimToken]);
    const reports = [{ ...claimOf(task), fraction: 0.5, details: { data: Uint8Array.of(1) } }];
    const reported = await client.unary(methods.reportProgress, {
      reports: [...reports, { flowId: "x", taskId: "y" }],
    });
    expect(reported.statuses.map((status) => factsOfStatus(status).reason)).toEqual([undefined, "FLOW_NOT_FOUND"]);
    const kept = await client.unary(methods.keepSession, { sessionId, progress: reports });
    expect(kept).toMatchObject({ leaseDuration: { seconds: 60n }, lostClaims: [], cancelRequested: [] });
    expect(kept.statuses.map(({ code }) => code)).toEqual([0]);
    const claims = [claimOf(task), { ...claimOf(task), claimToken: "" }];
    const released = await client.unary(methods.releaseTasks, { claims });
    expect(released.statuses.map((status) => factsOfStatus(status).reason)).toEqual([undefined, "INVALID_FIELD"]);
    const lost = await client.unary(methods.keepSession, { sessionId, progress: reports });
    expect(lost.statuses.map((status) => factsOfStatus(status).reason)).toEqual(["CLAIM_SUPERSEDED"]);
    expect(await refusalOf(client.unary(methods.keepSession, { sessionId: "unknown" }))).toMatchObject({
      reason: "SESSION_NOT_FOUND",
    });
  });

  it("waits for a task no longer than it may", async () => {
    const { client } = await serveMemory();
    const waiting = client.unary(methods.pollReadyTasks, { queues: ["work"], wait: { seconds: 60n } });
    await runChain(client, "flow-1", 1);
    expect((await waiting).tasks.map(({ taskId }) => taskId)).toEqual(["t0"]);
    const request = { queues: ["work"], wait: { seconds: 60n } };
    const empty = await client.unary(methods.pollReadyTasks, request, { deadlineMs: 1_300 });
    expect(empty.tasks).toEqual([]);
  });

  it("is sent elsewhere by a server that stops, before anything has to be cut", async () => {
    const server = await serveMemory();
    const watch = new StreamReading(server.client.serverStream(methods.watchReadyTasks, { queues: ["work"] }));
    const stream = server.client.bidi(methods.executeTasks);
    stream.write({ frame: { case: "open", value: { queues: ["work"], maxInFlight: 1 } } });
    const execute = new StreamReading(stream);
    const poll = refusalOf(server.client.unary(methods.pollReadyTasks, { queues: ["other"], wait: { seconds: 60n } }));
    const follow = new StreamReading(server.client.serverStream(methods.watchFlow, {}));
    await Promise.all([watch.count(1), execute.count(1), follow.count(1)]);
    await server.stop();
    expect(server.log.map(({ msg }) => msg)).not.toContain("calls are cut");
    await Promise.all([watch.end(), execute.end()]);
    expect(watch.frames.at(-1)?.frame.case).toBe("draining");
    expect(execute.frames.at(-1)?.frame.case).toBe("draining");
    expect(await refusalOf(follow.end())).toMatchObject({ reason: "DRAINING" });
    expect(await poll).toMatchObject({ reason: "DRAINING" });
  });

  it("is told to cancel, and of what it lost", async () => {
    const { client } = await serveMemory();
    await runChain(client, "flow-1", 1);
    const watch = new StreamReading(client.serverStream(methods.watchReadyTasks, { queues: ["work"] }));
    const [task] = await watch.find(({ frame }) => (frame.case === "readyTasks" ? frame.value.tasks : undefined));
    const cancel = { flowId: "flow-1", reason: "not needed", grace: { nanos: 300_000_000 } };
    expect((await client.unary(methods.cancelFlow, cancel)).flow?.state).toBe(FlowState.CANCELLING);
    const asked = await watch.find(({ frame }) => (frame.case === "cancelRequested" ? frame.value : undefined));
    expect(asked).toMatchObject({ taskId: "t0", claimToken: task?.claimToken, reason: "not needed" });
    const revoked = await watch.find(({ frame }) => (frame.case === "revoked" ? frame.value : undefined));
    expect(revoked).toMatchObject({ claimToken: task?.claimToken, reason: AttemptEnd.CANCELLED });
  });
});
