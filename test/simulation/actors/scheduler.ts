/**
 * Somebody who puts schedules, somebody who pauses, resumes and triggers them, and somebody who deletes them.
 */
import type { ScheduleLife } from "../checks/schedule-life.js";
import type { ScheduleStory } from "../checks/schedule-story.js";
import type { SimulatedSchedule } from "../scheduled-flows.js";
import { COPIES_COME_WITHIN_MS } from "../world/faults.js";
import type { Service } from "../world/service.js";
import type { World } from "../world/world.js";
import { insist, type Verdict } from "./caller.js";

/** `isKept`: somebody pauses, resumes and triggers them. */
export function startSchedulers(
  world: World,
  service: Service,
  story: ScheduleStory,
  schedules: readonly SimulatedSchedule[],
  isKept: boolean,
): void {
  world.start("schedules", putSchedules(world, service, schedules));
  if (isKept) world.start("keeper", keepSchedules(world, service, story));
  if (world.extras.has("deleted schedules")) {
    world.start("deleter", deleteSchedules(world, service, story, schedules));
  }
}

async function putSchedules(world: World, service: Service, schedules: readonly SimulatedSchedule[]): Promise<void> {
  for (const schedule of schedules) {
    await world.wait(10_000 * world.random.next());
    const refused = await put(world, service, schedule);
    // A repeat of the request may come when it has been deleted, and another one put.
    const isAnother = refused === "SCHEDULE_EXISTS" && world.extras.has("deleted schedules");
    if (refused !== undefined && !isAnother) world.breaks(`${schedule.flow.flowId}: ${refused}`);
  }
}

/** Gives why it was refused. */
async function put(world: World, service: Service, schedule: SimulatedSchedule): Promise<string | undefined> {
  const { flow, everyMs, offsetMs, lastsMs, overlapPolicy } = schedule;
  const { flowId: scheduleId, definition } = flow;
  const spec = {
    timing: { kind: "interval", everyMs, offsetMs },
    endTime: world.databaseTime() + lastsMs,
    run: { definition: { kind: "spec", spec: definition } },
    overlapPolicy,
  } as const;
  world.note("oper", `puts ${scheduleId}: every ${everyMs} ms, ${overlapPolicy}`);
  // What may be deleted is put by one request: a copy that comes late does not change the next one.
  const once = { putMode: "CREATE", requestId: `put-${world.uniqueName()}` } as const;
  const request = { scheduleId, spec, ...(world.extras.has("deleted schedules") && once) };
  const verdict = await insist(world, service, (engine) => engine.putSchedule(request));
  return verdict !== undefined && "refused" in verdict ? verdict.refused.reason : undefined;
}

const BETWEEN_MS = 15_000;
const PAUSED_MS = 20_000;

/** In the end none is paused. What falls due in a pause is made up for. */
async function keepSchedules(world: World, service: Service, story: ScheduleStory): Promise<void> {
  story.keepers += 1;
  while (world.faults.on) {
    await world.wait(BETWEEN_MS * world.random.next());
    const scheduleId = story.ids.length > 0 ? world.random.pick(story.ids) : undefined;
    if (scheduleId === undefined || !world.faults.on) continue;
    if (world.random.chance(0.5)) await trigger(world, service, story, scheduleId);
    else await rest(world, service, scheduleId);
  }
  await world.wait(COPIES_COME_WITHIN_MS);
  for (const scheduleId of story.ids) await resume(world, service, scheduleId);
  story.keepers -= 1;
}

async function rest(world: World, service: Service, scheduleId: string): Promise<void> {
  world.note("oper", `pauses ${scheduleId}`);
  expectTaken(world, scheduleId, await insist(world, service, (engine) => engine.pauseSchedule({ scheduleId })));
  await world.wait(PAUSED_MS * world.random.next());
  await resume(world, service, scheduleId);
}

async function resume(world: World, service: Service, scheduleId: string): Promise<void> {
  world.note("oper", `resumes ${scheduleId}`);
  const request = { scheduleId, catchUp: true };
  expectTaken(world, scheduleId, await insist(world, service, (engine) => engine.resumeSchedule(request)));
}

async function trigger(world: World, service: Service, story: ScheduleStory, scheduleId: string): Promise<void> {
  const requestId = `trigger-${world.uniqueName()}`;
  world.note("oper", `triggers ${scheduleId} as ${requestId}`);
  story.triggered(scheduleId);
  const verdict = await insist(world, service, (engine) => engine.triggerSchedule({ scheduleId, requestId }));
  expectTaken(world, scheduleId, verdict);
}

function expectTaken(world: World, scheduleId: string, verdict: Verdict<unknown> | undefined): void {
  if (verdict === undefined || !("refused" in verdict)) return;
  if (world.extras.has("deleted schedules") && verdict.refused.reason === "SCHEDULE_NOT_FOUND") return;
  world.breaks(`${scheduleId}: ${String(verdict.refused)}`);
}

/** Deletes them, often just when one of their due times is being started, and mostly puts them anew under their ids. */
async function deleteSchedules(
  world: World,
  service: Service,
  story: ScheduleStory,
  schedules: readonly SimulatedSchedule[],
): Promise<void> {
  const random = world.extras.random("deleted schedules");
  story.keepers += 1;
  while (world.faults.on) {
    const schedule = random.pick(schedules);
    const { flowId: scheduleId } = schedule.flow;
    const isOver = world.wait(BETWEEN_MS * random.next());
    await (random.chance(0.7) ? Promise.race([story.nextStart(scheduleId), isOver]) : isOver);
    const life = story.current(scheduleId);
    if (life === undefined || !world.faults.on) continue;
    if (!(await isDeleted(world, service, story, life)) || !random.chance(0.7)) continue;
    if (random.chance(0.5)) await world.wait(5_000 * random.next());
    const refused = await put(world, service, schedule);
    // A copy of an earlier request has put it already.
    if (refused !== undefined && refused !== "SCHEDULE_EXISTS") world.breaks(`${scheduleId}: ${refused}`);
  }
  await world.wait(COPIES_COME_WITHIN_MS);
  story.keepers -= 1;
}

/** As it was seen: a copy of the request that comes late does not delete the next one. False = it was changed meanwhile. */
async function isDeleted(world: World, service: Service, story: ScheduleStory, life: ScheduleLife): Promise<boolean> {
  const { scheduleId, generation, incarnation } = life.latest;
  const request = { scheduleId, expectedRevision: `s.${generation}.${incarnation}` };
  world.note("oper", `deletes ${scheduleId} at ${request.expectedRevision}`);
  const verdict = await insist(world, service, (engine) => engine.deleteSchedule(request));
  if (verdict === undefined) return false;
  if ("refused" in verdict) {
    const { reason } = verdict.refused;
    if (!["SCHEDULE_NOT_FOUND", "REVISION_MISMATCH"].includes(reason)) world.breaks(`${scheduleId}: ${reason}`);
    // Somebody has paused or resumed it meanwhile.
    if (reason === "REVISION_MISMATCH" && story.current(scheduleId) === life) return false;
  }
  world.note("oper", `${scheduleId} was deleted`);
  story.knownDeleted(scheduleId, life);
  await expectGone(world, service, scheduleId, incarnation);
  return true;
}

async function expectGone(world: World, service: Service, scheduleId: string, incarnation: string): Promise<void> {
  const read = await insist(world, service, (engine) => engine.getSchedule({ scheduleId }));
  if (read === undefined || "refused" in read) return;
  if (read.answer.revision.endsWith(`.${incarnation}`)) world.breaks(`${scheduleId} was deleted, and is read`);
}
