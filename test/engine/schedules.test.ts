/**
 * Schedules on virtual time: each due time has one flow, whatever processes run, die or are late, and whatever clocks do.
 */
import { describe, expect, test } from "vitest";
import type { Engine, ScheduleSpec } from "../../src/engine/index.js";
import { flow, task } from "./json-payload.js";
import { inOneWorld, type World } from "./one-world.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse("2026-01-10T10:00:30Z");

const run: ScheduleSpec["run"] = { definition: { kind: "spec", spec: flow([task("t")], { name: "nightly" }) } };

const every = (everyMs: number, fields: Partial<ScheduleSpec> = {}): ScheduleSpec => {
  return { timing: { kind: "interval", everyMs, offsetMs: 0 }, run, ...fields };
};

const cron = (expression: string, timeZone: string, fields: Partial<ScheduleSpec> = {}): ScheduleSpec => {
  return { timing: { kind: "cron", expression, timeZone }, run, ...fields };
};

async function flowsOf(engine: Engine) {
  const { flows } = await engine.listFlows({ pageSize: 1_000 });
  return flows.toSorted((a, b) => a.createTime - b.createTime);
}

const idsOf = async (engine: Engine) => (await flowsOf(engine)).map(({ flowId }) => flowId);

async function finish(engine: Engine, flowId: string): Promise<void> {
  const outcome = { kind: "result", result: { data: new Uint8Array(), contentType: "", metadata: {} } } as const;
  await engine.taskComplete({ flowId, taskId: "t", outcome });
}

/** So many engines at the same time. */
const several = (world: World, count: number) => Promise.all(Array.from({ length: count }, () => world.start()));

test("of several processes one starts the flow of each due time, at its moment, with the due time in id and labels", () =>
  inOneWorld(async (world) => {
    const [engine] = (await several(world, 3)) as [Engine];
    await engine.putSchedule({ scheduleId: "s", spec: every(MINUTE, { overlapPolicy: "ALLOW_ALL" }) });
    await world.time.advance(5 * MINUTE);
    const flows = await flowsOf(engine);
    const due = [1, 2, 3, 4, 5].map((minute) => Date.parse("2026-01-10T10:00:00Z") + minute * MINUTE);
    expect(flows.map(({ createTime }) => createTime)).toEqual(due);
    expect(flows[0]).toMatchObject({
      flowId: "s:2026-01-10T10:01:00Z",
      labels: { "lazyengine.schedule_id": "s", "lazyengine.due_time": "2026-01-10T10:01:00Z" },
    });
    const { counts, recent, nextTimes } = await engine.getSchedule({ scheduleId: "s" });
    expect(counts).toEqual({ started: 5, skipped: 0, missed: 0, failed: 0 });
    expect(recent.map(({ outcome, dueTime }) => [outcome, dueTime])).toEqual(
      due.toReversed().map((time) => ["STARTED", time]),
    );
    expect(nextTimes[0]).toBe(due[4]! + MINUTE);
  }, START));

test("a flow that failed and was run again goes on as far as the overlap policy is concerned", () =>
  inOneWorld(async (world) => {
    const engine = await world.start();
    await engine.putSchedule({ scheduleId: "s", spec: every(MINUTE) });
    await world.time.advance(MINUTE);
    const [flowId] = (await idsOf(engine)) as [string];
    const failure = { type: "E", message: "", retryable: false, causes: [] };
    await engine.taskComplete({ flowId, taskId: "t", outcome: { kind: "failure", failure } });
    await world.time.advance(5_000);
    await engine.retryFlow({ flowId });
    await world.time.advance(2 * MINUTE);
    expect(await idsOf(engine)).toEqual([flowId]);
    expect((await engine.getSchedule({ scheduleId: "s" })).counts).toMatchObject({ started: 1, skipped: 2 });
    await finish(engine, flowId);
    await world.time.advance(MINUTE);
    expect(await idsOf(engine)).toHaveLength(2);
  }, START));

test("each of several triggers at once starts its flow, though one changes the schedule while another decides", () =>
  inOneWorld(async (world) => {
    const [one, other] = (await several(world, 2)) as [Engine, Engine];
    await one.putSchedule({ scheduleId: "s", spec: every(DAY, { overlapPolicy: "ALLOW_ALL" }) });
    const triggered = await Promise.all(
      [one, other, one, other].map((engine, n) => engine.triggerSchedule({ scheduleId: "s", requestId: `r${n}` })),
    );
    expect((await idsOf(one)).toSorted()).toEqual(triggered.map(({ occurrence }) => occurrence.flowId).toSorted());
    expect((await one.getSchedule({ scheduleId: "s" })).counts).toMatchObject({ started: 4 });
  }, START));

test("a process that runs alone needs nobody else, and one that put the schedule may be gone", () =>
  inOneWorld(async (world) => {
    const first = await world.start();
    await first.putSchedule({ scheduleId: "s", spec: every(MINUTE) });
    const stopping = first.stop(0);
    await world.time.advance(10);
    await stopping;
    const second = await world.start();
    await world.time.advance(MINUTE);
    expect(await idsOf(second)).toEqual(["s:2026-01-10T10:01:00Z"]);
  }, START));

describe("while its flow goes on", () => {
  test("BUFFER_ONE starts what waits as soon as that has ended, whichever process hears of it", () =>
    inOneWorld(async (world) => {
      const [one, two] = (await several(world, 2)) as [Engine, Engine];
      await one.putSchedule({ scheduleId: "s", spec: every(MINUTE, { overlapPolicy: "BUFFER_ONE" }) });
      await world.time.advance(3 * MINUTE);
      const { bufferedTime, runningFlowIds } = await two.getSchedule({ scheduleId: "s" });
      expect([bufferedTime, runningFlowIds]).toEqual([START + 1.5 * MINUTE, ["s:2026-01-10T10:01:00Z"]]);
      await finish(two, "s:2026-01-10T10:01:00Z");
      await world.time.advance(10);
      expect(await idsOf(one)).toEqual(["s:2026-01-10T10:01:00Z", "s:2026-01-10T10:02:00Z"]);
    }, START));

  test("an end that nobody told of is noticed within seconds", () =>
    inOneWorld(async (world) => {
      const engine = await world.start();
      await engine.putSchedule({ scheduleId: "s", spec: every(HOUR, { overlapPolicy: "BUFFER_ONE" }) });
      await engine.triggerSchedule({ scheduleId: "s" });
      await engine.triggerSchedule({ scheduleId: "s" });
      const [first] = await flowsOf(engine);
      // As a process does that dies with its commit.
      const [record] = await world.store.segments.list({ namespace: "default" }, undefined, 1);
      const ended = { ...record!.flow, state: "CANCELLED" as const };
      await world.store.segments.update([
        { guard: record!, process: "dead", round: 1, flow: ended, nodes: new Map(), counts: record!.counts },
      ]);
      await world.time.advance(6_000);
      expect((await idsOf(engine)).length).toBe(2);
      expect(first?.flowId).toMatch(/^s:trigger:/);
    }, START));

  test("CANCEL_OTHER cancels it and starts the next once it has ended", () =>
    inOneWorld(async (world) => {
      const engine = await world.start();
      await engine.putSchedule({ scheduleId: "s", spec: every(MINUTE, { overlapPolicy: "CANCEL_OTHER" }) });
      await world.time.advance(2 * MINUTE);
      const flows = await flowsOf(engine);
      expect(flows.map(({ flowId, state }) => [flowId, state])).toEqual([
        ["s:2026-01-10T10:01:00Z", "CANCELLED"],
        ["s:2026-01-10T10:02:00Z", "RUNNING"],
      ]);
    }, START));
});

describe("where clocks are changed, with processes that are not there in time", () => {
  const both = async (world: World, spec: ScheduleSpec, until: string) => {
    const put = await world.start();
    await put.putSchedule({ scheduleId: "s", spec });
    const stopping = put.stop(0);
    await world.time.advance(10);
    await stopping;
    // Nobody runs when it is due.
    world.time.pass(Date.parse(until) - world.time.now());
    const [engine] = (await several(world, 2)) as [Engine];
    await world.time.advance(3_000);
    return idsOf(engine);
  };
  const allow = { overlapPolicy: "ALLOW_ALL" } as const;

  test("the time of the hour that does not exist has one flow, after it", () =>
    inOneWorld(async (world) => {
      const ids = await both(world, cron("30 2 * * *", "Europe/Berlin", allow), "2026-03-30T12:00:00Z");
      expect(ids).toEqual(["s:2026-03-29T01:00:00Z", "s:2026-03-30T00:30:00Z"]);
    }, Date.parse("2026-03-28T12:00:00Z")));

  test("the time of the hour that comes twice has one flow, at the first", () =>
    inOneWorld(async (world) => {
      const ids = await both(world, cron("30 2 * * *", "Europe/Berlin", allow), "2026-10-26T12:00:00Z");
      expect(ids).toEqual(["s:2026-10-25T00:30:00Z", "s:2026-10-26T01:30:00Z"]);
    }, Date.parse("2026-10-24T12:00:00Z")));

  test("what comes every half an hour has a flow in both, with a process that is there", () =>
    inOneWorld(async (world) => {
      const engine = await world.start();
      await engine.putSchedule({ scheduleId: "s", spec: cron("*/30 2 * * *", "Europe/Berlin", allow) });
      for (let half = 0; half < 6; half += 1) {
        await world.time.advance(2_000);
        world.time.pass(30 * MINUTE - 2_000);
      }
      await world.time.advance(2_000);
      expect(await idsOf(engine)).toEqual([
        "s:2026-10-25T00:00:00Z",
        "s:2026-10-25T00:30:00Z",
        "s:2026-10-25T01:00:00Z",
        "s:2026-10-25T01:30:00Z",
      ]);
    }, Date.parse("2026-10-24T23:59:59Z")));
});

describe("after a paused day", () => {
  const paused = async (world: World, catchUp: boolean, overlapPolicy: ScheduleSpec["overlapPolicy"] & string) => {
    const engine = await world.start();
    await engine.putSchedule({ scheduleId: "s", spec: every(6 * HOUR, { overlapPolicy }) });
    await engine.pauseSchedule({ scheduleId: "s", note: "the disk is full" });
    world.time.pass(DAY);
    await world.time.advance(2_000);
    expect(await idsOf(engine)).toEqual([]);
    const resumed = await engine.resumeSchedule({ scheduleId: "s", catchUp });
    expect(resumed).toMatchObject({ paused: false, note: "the disk is full" });
    world.time.pass(6 * HOUR);
    await world.time.advance(2_000);
    return idsOf(engine);
  };
  const then = "s:2026-01-11T12:00:00Z";

  test("nothing of it is made up for", () =>
    inOneWorld(async (world) => expect(await paused(world, false, "ALLOW_ALL")).toEqual([then]), START));

  test("with catch_up each due time has its flow", () =>
    inOneWorld(async (world) => {
      const ids = await paused(world, true, "ALLOW_ALL");
      const missed = ["10T12", "10T18", "11T00", "11T06"].map((hour) => `s:2026-01-${hour}:00:00Z`);
      expect(ids.toSorted()).toEqual([...missed, then]);
    }, START));

  test("with catch_up and SKIP the first one has, as the policy says", () =>
    inOneWorld(async (world) => {
      expect(await paused(world, true, "SKIP")).toEqual(["s:2026-01-10T12:00:00Z"]);
    }, START));
});

test("a due time whose flow is refused has FAILED, and the next one is served", () =>
  inOneWorld(async (world) => {
    const engine = await world.start();
    await engine.putSchedule({ scheduleId: "s", spec: every(MINUTE) });
    await engine.run({ flowId: "s:2026-01-10T10:01:00Z", definition: { kind: "spec", spec: flow([task("mine")]) } });
    await world.time.advance(2 * MINUTE);
    const { counts, recent } = await engine.getSchedule({ scheduleId: "s" });
    expect(counts).toEqual({ started: 1, skipped: 0, missed: 0, failed: 1 });
    expect(recent.map(({ outcome }) => outcome)).toEqual(["STARTED", "FAILED"]);
    expect(recent[1]?.failure?.reason).toBe("FLOW_EXISTS");
    expect(engine.metrics.tally.dueTimes).toEqual({ started: 1, skipped: 0, missed: 0, failed: 1 });
  }, START));

test("what is due until a schedule is changed is decided as it was, and the new times count from then", () =>
  inOneWorld(async (world) => {
    const engine = await world.start();
    await engine.putSchedule({ scheduleId: "s", spec: every(MINUTE, { overlapPolicy: "ALLOW_ALL" }) });
    world.time.pass(MINUTE);
    const spec = every(HOUR, { overlapPolicy: "ALLOW_ALL" });
    const { schedule } = await engine.putSchedule({ scheduleId: "s", spec });
    expect(schedule.nextTimes[0]).toBe(Date.parse("2026-01-10T11:00:00Z"));
    await world.time.advance(2 * MINUTE);
    expect(await idsOf(engine)).toEqual(["s:2026-01-10T10:01:00Z"]);
  }, START));

test("a schedule that is not there costs flows nothing, and an end of a flow with such a label is harmless", () =>
  inOneWorld(async (world) => {
    const engine = await world.start();
    const definition = { kind: "spec", spec: flow([task("t")]) } as const;
    await engine.run({ flowId: "f", definition, labels: { "lazyengine.schedule_id": "gone" } });
    await finish(engine, "f");
    await world.time.advance(1_000);
    expect(await idsOf(engine)).toEqual(["f"]);
  }, START));

describe.each(["CANCEL_OTHER", "BUFFER_ONE"] as const)(
  "a paused schedule that is triggered with %s",
  (overlapPolicy) => {
    test("starts that flow once the one that goes on has ended, and nothing that is due", () =>
      inOneWorld(async (world) => {
        const engine = await world.start();
        await engine.putSchedule({ scheduleId: "s", spec: every(MINUTE) });
        await world.time.advance(60_000);
        const [first = ""] = await idsOf(engine);
        await engine.pauseSchedule({ scheduleId: "s" });
        const { occurrence } = await engine.triggerSchedule({ scheduleId: "s", overlapPolicy, requestId: "r" });
        expect(occurrence).toMatchObject({ outcome: "BUFFERED" });
        if (overlapPolicy === "BUFFER_ONE") await finish(engine, first);
        await world.time.advance(HOUR);
        expect((await idsOf(engine)).toSorted()).toEqual([first, occurrence.flowId].toSorted());
        const { flow: ended } = await engine.getFlowDetails({ flowId: first });
        expect(ended.state).toBe(overlapPolicy === "BUFFER_ONE" ? "SUCCEEDED" : "CANCELLED");
        expect(await engine.getSchedule({ scheduleId: "s" })).toMatchObject({ paused: true });
      }, START));
  },
);
