/**
 * What comes about by itself: crashes, pauses, elections, clocks that jump, connections that break.
 */
import type { Executor } from "../actors/executor.js";
import type { Database } from "./database.js";
import type { EngineProcess } from "./engine-process.js";
import type { Happening } from "./faults.js";
import type { World } from "./world.js";

export function startPlague(
  world: World,
  database: Database,
  processes: readonly EngineProcess[],
  executors: readonly Executor[],
): void {
  const { random, faults } = world;
  const again = (kind: Happening, happen: () => void): void => {
    const delay = faults.next(kind);
    if (delay === undefined) return;
    world.after(delay, () => {
      if (!faults.on) return;
      happen();
      again(kind, happen);
    });
  };
  again("crash", () => {
    random.pick(processes).crash();
    // Whoever was connected may have been on the same machine.
    if (random.chance(0.3)) random.pick(executors).vanish();
  });
  again("pause", () => random.pick(processes).pause(15_000 * random.next() ** 2));
  const elect = () => {
    world.note("store", "elects a new primary");
    database.elect(5_000 * random.next());
  };
  again("election", elect);
  again("lag", () => {
    const durationMs = 4_000 * random.next();
    world.note("store", `its majority is ${Math.round(durationMs)} ms behind`);
    database.lag(durationMs);
    // What makes the others fall behind often makes the primary fall.
    if (random.chance(0.3)) world.after(durationMs * random.next(), () => faults.on && elect());
  });
  again("databaseClock", () => {
    world.databaseOffset += 20_000 * (random.next() - 0.3);
    world.note("store", `its clock is ${Math.round(world.databaseOffset)} ms off`);
  });
  again("processClock", () => random.pick(processes).shiftClock(20_000 * (random.next() - 0.4)));
  again("vanish", () => random.pick(executors).vanish());
  again("disconnect", () => random.pick(executors).disconnect());
}
