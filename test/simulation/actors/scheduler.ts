/**
 * Somebody who puts schedules, and somebody who pauses, resumes and triggers them.
 */
import type { ScheduleStory } from "../checks/schedule-story.js";
import type { SimulatedSchedule } from "../scheduled-flows.js";
import type { Service } from "../world/service.js";
import type { World } from "../world/world.js";
import { insist, type Verdict } from "./caller.js";

export async function putSchedules(
  world: World,
  service: Service,
  schedules: readonly SimulatedSchedule[],
): Promise<void> {
  for (const { flow, everyMs, offsetMs, lastsMs, overlapPolicy } of schedules) {
    await world.wait(10_000 * world.random.next());
    const { flowId: scheduleId, definition } = flow;
    const spec = {
      timing: { kind: "interval", everyMs, offsetMs },
      endTime: world.databaseTime() + lastsMs,
      run: { definition: { kind: "spec", spec: definition } },
      overlapPolicy,
    } as const;
    world.note("oper", `puts ${scheduleId}: every ${everyMs} ms, ${overlapPolicy}`);
    const verdict = await insist(world, service, (engine) => engine.putSchedule({ scheduleId, spec }));
    if (verdict !== undefined && "refused" in verdict) world.breaks(`${scheduleId}: ${String(verdict.refused)}`);
  }
}

const BETWEEN_MS = 15_000;
const PAUSED_MS = 20_000;
/** By then no late copy of a call comes any more. */
const LATE_MS = 30_000;

/** In the end none is paused. What falls due in a pause is made up for. */
export async function keepSchedules(world: World, service: Service, story: ScheduleStory): Promise<void> {
  story.isKept = true;
  while (world.faults.on) {
    await world.wait(BETWEEN_MS * world.random.next());
    const scheduleId = story.ids.length > 0 ? world.random.pick(story.ids) : undefined;
    if (scheduleId === undefined || !world.faults.on) continue;
    if (world.random.chance(0.5)) await trigger(world, service, story, scheduleId);
    else await rest(world, service, scheduleId);
  }
  await world.wait(LATE_MS);
  for (const scheduleId of story.ids) await resume(world, service, scheduleId);
  story.isKept = false;
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
  if (verdict !== undefined && "refused" in verdict) world.breaks(`${scheduleId}: ${String(verdict.refused)}`);
}
