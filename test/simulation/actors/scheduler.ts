/**
 * Somebody who puts schedules.
 */
import type { SimulatedSchedule } from "../scheduled-flows.js";
import type { Service } from "../world/service.js";
import type { World } from "../world/world.js";
import { insist } from "./caller.js";

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
