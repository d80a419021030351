/**
 * Schedules: put, read, listed, paused, triggered, changed and deleted. Due times themselves are tested on virtual time.
 */
import { expect } from "vitest";
import { refused } from "../contract-error.js";
import type { PutScheduleRequest, ScheduleInput } from "../schedule-requests.js";
import { flow } from "../specs.js";
import type { Topic, World } from "../world.js";

const DAY = 86_400_000;
const spec = flow(["t"], { name: "nightly" });
const yearly: ScheduleInput = { cron: { expression: "0 0 1 1 *" }, run: { spec } };

const put = (world: World, fields: Partial<PutScheduleRequest> = {}) =>
  world.subject.putSchedule({ namespace: world.namespace, scheduleId: "s", spec: yearly, ...fields });

const keyOf = (world: World, scheduleId = "s") => ({ namespace: world.namespace, scheduleId });

async function badField(world: World, fields: Partial<ScheduleInput>): Promise<string | undefined> {
  const error = await refused(put(world, { spec: { ...yearly, ...fields } }), "INVALID_FIELD");
  return error.metadata["field"];
}

async function finish(world: World, flowId: string): Promise<void> {
  await world.subject.taskComplete({ namespace: world.namespace, flowId, taskId: "t", result: 1 });
}

export const schedules: Topic = {
  "a schedule is made and tells what it is, with what was left out at its default": async (world) => {
    const { schedule, created, warnings } = await put(world, { note: "for the books" });
    expect([created, warnings]).toEqual([true, []]);
    expect(schedule).toMatchObject({
      ...keyOf(world),
      spec: {
        cron: { expression: "0 0 1 1 *", timeZone: "UTC" },
        run: { definitionDigest: expect.stringMatching(/^[0-9a-f]{64}$/), labels: {}, priority: 0 },
        overlapPolicy: "SKIP",
        catchupWindowMs: 365 * DAY,
      },
      paused: false,
      note: "for the books",
      counts: { started: 0, skipped: 0, missed: 0, failed: 0 },
      runningFlowIds: [],
      recent: [],
    });
    expect(schedule.updateTime).toBe(schedule.createTime);
    expect(await world.subject.getSchedule(keyOf(world))).toEqual(schedule);
  },

  "its next ten times are told, by the clock of its place": async (world) => {
    const startTime = Date.parse("2030-03-30T00:00:00Z");
    const { schedule } = await put(world, {
      spec: { ...yearly, cron: { expression: "30 2 * * *", timeZone: "Europe/Berlin" }, startTime },
    });
    const texts = schedule.nextTimes.map((time) => new Date(time).toISOString());
    expect(texts).toHaveLength(10);
    expect(texts.slice(0, 3)).toEqual([
      "2030-03-30T01:30:00.000Z",
      "2030-03-31T01:00:00.000Z",
      "2030-04-01T00:30:00.000Z",
    ]);
  },

  "an interval, bounds, input, labels and priority come back as they were given": async (world) => {
    const given: ScheduleInput = {
      interval: { everyMs: 3_600_000, offsetMs: 60_000 },
      startTime: Date.parse("2031-01-01T00:00:00Z"),
      endTime: Date.parse("2031-01-01T02:30:00Z"),
      run: { spec, input: { books: [1, 2] }, labels: { team: "a" }, priority: 7 },
      overlapPolicy: "BUFFER_ONE",
      catchupWindowMs: 60_000,
    };
    const { schedule } = await put(world, { spec: given });
    const { spec: _, ...run } = given.run;
    expect(schedule.spec).toMatchObject({ ...given, run });
    expect(schedule.nextTimes.map((time) => new Date(time).toISOString())).toEqual([
      "2031-01-01T00:01:00.000Z",
      "2031-01-01T01:01:00.000Z",
      "2031-01-01T02:01:00.000Z",
    ]);
  },

  "putting what is there changes nothing, and putting another spec a revision": async (world) => {
    const { schedule } = await put(world);
    const again = await put(world);
    expect([again.created, again.schedule.revision]).toEqual([false, schedule.revision]);
    const changed = await put(world, { spec: { ...yearly, overlapPolicy: "ALLOW_ALL" } });
    expect(changed.schedule.revision).not.toBe(schedule.revision);
    expect(changed.schedule.createTime).toBe(schedule.createTime);
    const stale = put(world, { expectedRevision: schedule.revision });
    expect((await refused(stale, "REVISION_MISMATCH")).metadata["current"]).toBe(changed.schedule.revision);
    await put(world, { expectedRevision: changed.schedule.revision });
  },

  "a schedule is made once by CREATE, a repeat of that is answered, and REPLACE needs it": async (world) => {
    await refused(put(world, { putMode: "REPLACE" }), "SCHEDULE_NOT_FOUND");
    const first = await put(world, { putMode: "CREATE", requestId: "r" });
    expect(await put(world, { putMode: "CREATE", requestId: "r" })).toEqual(first);
    const other = { putMode: "CREATE", requestId: "r", note: "another" } as const;
    await refused(put(world, other), "REQUEST_ID_REUSED");
    expect((await refused(put(world, { putMode: "CREATE" }), "SCHEDULE_EXISTS")).metadata["schedule_id"]).toBe("s");
    expect((await put(world, { putMode: "REPLACE", note: "again" })).schedule.note).toBe("again");
  },

  "a request that is only checked shows the times and writes nothing": async (world) => {
    const { schedule, created } = await put(world, { validateOnly: true });
    expect([created, schedule.nextTimes.length, schedule.revision]).toEqual([true, 10, ""]);
    await refused(world.subject.getSchedule(keyOf(world)), "SCHEDULE_NOT_FOUND");
  },

  "what is wrong with a timing is named by its field": async (world) => {
    expect(await badField(world, { cron: { expression: "61 * * * *" } })).toBe("spec.cron.expression");
    expect(await badField(world, { cron: { expression: "2030-01-01T00:00:00" } })).toBe("spec.cron.expression");
    expect(await badField(world, { cron: { expression: "0 0 30 2 *" } })).toBe("spec.cron.expression");
    expect(await badField(world, { cron: { expression: "@daily", timeZone: "Mars/Base" } })).toBe(
      "spec.cron.time_zone",
    );
    const { cron: _, ...rest } = yearly;
    const interval = async (everyMs: number, offsetMs = 0) => {
      const bad = put(world, { spec: { ...rest, interval: { everyMs, offsetMs } } });
      return (await refused(bad, "INVALID_FIELD")).metadata["field"];
    };
    expect(await interval(500)).toBe("spec.interval.every");
    expect(await interval(5_000, 5_000)).toBe("spec.interval.offset");
    expect(await badField(world, { catchupWindowMs: 9_999 })).toBe("spec.catchup_window");
    expect(await badField(world, { startTime: 2_000, endTime: 2_000 })).toBe("spec.end_time");
    const long = put(world, { scheduleId: "s".repeat(129) });
    expect((await refused(long, "LIMIT_EXCEEDED")).metadata["field"]).toBe("schedule_id");
    expect((await refused(put(world, { scheduleId: "a:b" }), "INVALID_FIELD")).metadata["field"]).toBe("schedule_id");
  },

  "its definition must be there, and what is wrong with one that comes along is named": async (world) => {
    const missing = (run: ScheduleInput["run"]) =>
      refused(put(world, { spec: { ...yearly, run } }), "DEFINITION_NOT_FOUND");
    expect((await missing({ definitionName: "nothing" })).metadata["name"]).toBe("nothing");
    expect((await missing({ definitionDigest: "0".repeat(64) })).metadata["digest"]).toBe("0".repeat(64));
    const twice = put(world, { spec: { ...yearly, run: { spec: flow(["a", "a"], { name: "d" }) } } });
    expect((await refused(twice, "DUPLICATE_TASK")).metadata["field"]).toBe("spec.run.spec.tasks[1].name");
  },

  "a trigger starts its flow at once, with the input and the labels, once for a request": async (world) => {
    await put(world, { spec: { ...yearly, run: { spec, input: [7], labels: { team: "a" }, priority: 3 } } });
    const trigger = () => world.subject.triggerSchedule({ ...keyOf(world), requestId: "now" });
    const { occurrence, schedule } = await trigger();
    expect(occurrence).toMatchObject({ outcome: "STARTED", triggered: true, failureReason: "" });
    expect(schedule).toMatchObject({
      runningFlowIds: [occurrence.flowId],
      counts: { started: 1 },
      recent: [occurrence],
    });
    const { flow: started } = await world.subject.getFlowDetails({
      namespace: world.namespace,
      flowId: occurrence.flowId,
    });
    expect(started).toMatchObject({
      state: "RUNNING",
      name: "nightly",
      priority: 3,
      labels: { team: "a", "lazyengine.schedule_id": "s" },
      createTime: expect.any(Number),
    });
    expect((await trigger()).occurrence).toEqual(occurrence);
    await finish(world, occurrence.flowId);
    expect((await world.subject.getSchedule(keyOf(world))).runningFlowIds).toEqual([]);
  },

  "a trigger while a flow goes on becomes what the policy says, the schedule's or its own": async (world) => {
    await put(world);
    const trigger = async (overlapPolicy?: "BUFFER_ONE" | "ALLOW_ALL") =>
      (await world.subject.triggerSchedule({ ...keyOf(world), ...(overlapPolicy && { overlapPolicy }) })).occurrence;
    const first = await trigger();
    expect((await trigger()).outcome).toBe("SKIPPED");
    const beside = await trigger("ALLOW_ALL");
    expect(beside.outcome).toBe("STARTED");
    const waiting = await trigger("BUFFER_ONE");
    expect(waiting.outcome).toBe("BUFFERED");
    const { bufferedTime, runningFlowIds, counts } = await world.subject.getSchedule(keyOf(world));
    expect([bufferedTime, runningFlowIds]).toEqual([waiting.dueTime, [first.flowId, beside.flowId]]);
    expect(counts).toEqual({ started: 2, skipped: 1, missed: 0, failed: 0 });
    const watch = world.watchFlow({});
    await watch.until("the watch", (frames) => frames.some(({ kind }) => kind === "current"));
    await finish(world, first.flowId);
    await finish(world, beside.flowId);
    await watch.until("what waited", (frames) =>
      frames.some((frame) => frame.kind === "update" && frame.flow.flowId === waiting.flowId),
    );
  },

  "a newer definition of its name is run from then on": async (world) => {
    const { namespace } = world;
    await world.subject.putDefinition(namespace, spec);
    await put(world, { spec: { ...yearly, overlapPolicy: "ALLOW_ALL", run: { definitionName: "nightly" } } });
    const digestOf = async () => {
      const { occurrence } = await world.subject.triggerSchedule(keyOf(world));
      return (await world.subject.getFlowDetails({ namespace, flowId: occurrence.flowId })).flow.definitionDigest;
    };
    const before = await digestOf();
    const { digest } = await world.subject.putDefinition(namespace, { ...spec, version: "2" });
    expect(await digestOf()).toBe(digest);
    expect(before).not.toBe(digest);
  },

  "a schedule is paused and resumed, with a note, and repeats change nothing": async (world) => {
    const { schedule } = await put(world);
    const paused = await world.subject.pauseSchedule({ ...keyOf(world), note: "the disk is full" });
    expect(paused).toMatchObject({ paused: true, note: "the disk is full" });
    expect(paused.nextTimes).toEqual(schedule.nextTimes);
    expect((await world.subject.pauseSchedule(keyOf(world))).revision).toBe(paused.revision);
    await refused(
      world.subject.resumeSchedule({ ...keyOf(world), expectedRevision: schedule.revision }),
      "REVISION_MISMATCH",
    );
    const resumed = await world.subject.resumeSchedule({ ...keyOf(world), note: "" });
    expect(resumed).toMatchObject({ paused: false, note: "" });
    expect((await world.subject.resumeSchedule(keyOf(world))).revision).toBe(resumed.revision);
    await refused(world.subject.pauseSchedule(keyOf(world, "other")), "SCHEDULE_NOT_FOUND");
  },

  "a schedule may be put paused, and is triggered all the same": async (world) => {
    const { schedule } = await put(world, { paused: true });
    expect(schedule.paused).toBe(true);
    expect((await put(world, { note: "still" })).schedule.paused).toBe(true);
    const { occurrence } = await world.subject.triggerSchedule(keyOf(world));
    expect(occurrence.outcome).toBe("STARTED");
    expect((await put(world, { paused: false })).schedule.paused).toBe(false);
  },

  "schedules are listed by id, in pages, with one time each and without inputs": async (world) => {
    const run = { spec, input: "large" };
    for (const scheduleId of ["b", "c", "a"]) await put(world, { scheduleId, spec: { ...yearly, run } });
    const { namespace } = world;
    const first = await world.subject.listSchedules({ namespace, pageSize: 2 });
    expect(first.schedules.map(({ scheduleId, nextTimes }) => [scheduleId, nextTimes.length])).toEqual([
      ["a", 1],
      ["b", 1],
    ]);
    expect(first.schedules[0]?.spec.run.input).toBeUndefined();
    const rest = await world.subject.listSchedules({ namespace, pageToken: first.nextPageToken });
    expect([rest.schedules.map(({ scheduleId }) => scheduleId), rest.nextPageToken]).toEqual([["c"], ""]);
    await refused(world.subject.listSchedules({ namespace, pageToken: "nothing" }), "INVALID_FIELD");
  },

  "a schedule that is deleted is gone, its flows are not, and one of its id begins anew": async (world) => {
    const { schedule } = await put(world);
    const { occurrence } = await world.subject.triggerSchedule(keyOf(world));
    const stale = { ...keyOf(world), expectedRevision: `${schedule.revision}x` };
    await refused(world.subject.deleteSchedule(stale), "REVISION_MISMATCH");
    expect((await world.subject.deleteSchedule(keyOf(world)))?.counts.started).toBe(1);
    await refused(world.subject.getSchedule(keyOf(world)), "SCHEDULE_NOT_FOUND");
    await refused(world.subject.triggerSchedule(keyOf(world)), "SCHEDULE_NOT_FOUND");
    const asked = { namespace: world.namespace, flowId: occurrence.flowId };
    expect((await world.subject.getFlowDetails(asked)).flow.state).toBe("RUNNING");
    const again = await put(world);
    expect([again.created, again.schedule.counts.started]).toEqual([true, 0]);
    expect(again.schedule.revision).not.toBe(schedule.revision);
    await world.subject.deleteSchedule(keyOf(world));
    expect(await world.subject.deleteSchedule({ ...keyOf(world), allowMissing: true })).toBeUndefined();
  },

  "a repeat of a delete by request_id does nothing to the next schedule of the id": async (world) => {
    const request = { ...keyOf(world), requestId: "d1" };
    await put(world);
    expect(await world.subject.deleteSchedule(request)).toBeDefined();
    const { schedule } = await put(world);
    await refused(world.subject.deleteSchedule(request), "SCHEDULE_NOT_FOUND");
    expect(await world.subject.deleteSchedule({ ...request, allowMissing: true })).toBeUndefined();
    expect((await world.subject.getSchedule(keyOf(world))).revision).toBe(schedule.revision);
    expect(await world.subject.deleteSchedule({ ...keyOf(world), requestId: "d2" })).toBeDefined();
  },
};
