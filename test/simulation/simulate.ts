/**
 * Runs one seed: a world with its processes, executors and callers, first with faults, then without; by then every flow
 * must have reached its end.
 */
import type { SeededRandom } from "../core/seeded-random.js";
import { randomExecutors, startOperators } from "./actors/population.js";
import { Watcher } from "./actors/watcher.js";
import { Histories } from "./checks/histories.js";
import { expectLeasesOver } from "./checks/leases.js";
import { Liveness } from "./checks/liveness.js";
import { expectNoOrphans } from "./checks/orphans.js";
import { randomFlows, type SimulatedFlow } from "./workload.js";
import { Database } from "./world/database.js";
import { EngineProcess } from "./world/engine-process.js";
import { COPIES_COME_WITHIN_MS } from "./world/faults.js";
import type { Observer } from "./world/observer.js";
import { startPlague } from "./world/plague.js";
import { Service } from "./world/service.js";
import { Broken, World } from "./world/world.js";

/** Faults come for at most so long. */
const HOSTILE_MS = 60_000;
/** By then, without faults, everything has ended. */
const CALM_MS = 300_000;
/** By then whoever watches has seen it. */
const WATCHERS_MS = 60_000;
/** Looking for what is left over takes long: not every seed does. */
const ORPHANS_CHANCE = 0.02;

export interface SimulationResult {
  readonly seed: number;
  /** The first broken promise; absent where all were kept. */
  readonly broken?: string;
  readonly trace: readonly string[];
  /** How much time passed in the world, milliseconds. */
  readonly simulatedMs: number;
}

/** `observer`: takes down what happens; the world is the same without it. `workload`: what there is to do. */
export async function simulate(
  seed: number,
  observer?: Observer,
  workload: Workload = randomFlows,
): Promise<SimulationResult> {
  const world = new World(seed);
  const result = () => ({ seed, trace: world.trace, simulatedMs: world.now });
  try {
    await live(world, observer, workload);
  } catch (error) {
    if (error instanceof Broken) return { ...result(), broken: error.message };
    throw error;
  }
  return result();
}

type Workload = (random: SeededRandom) => readonly SimulatedFlow[];

async function live(world: World, observer: Observer | undefined, workload: Workload): Promise<void> {
  const { random, faults } = world;
  const flows = workload(random);
  const histories = new Histories(world, flows);
  observer?.began(flows);
  const database: Database = new Database(world, (before, after) => {
    histories.witness(before, after);
    world.start("leases", expectLeasesOver(world, database.store.sessions, before, after));
    observer?.committed(before, after);
  });
  const names = Array.from({ length: 1 + random.below(3) }, (_, index) => `p${index}`);
  const processes = names.map((name) => new EngineProcess(world, database, name));
  const service = new Service(world, processes, observer);
  const executors = randomExecutors(world, service, histories, flows);
  const watchers = flows.map(({ flowId }) => new Watcher(world, service, flowId));
  startPlague(world, database, processes, executors);
  startOperators(world, service, histories, flows, HOSTILE_MS);
  const ended = () => flows.every(({ flowId }) => histories.current(flowId)?.hasEnded === true);
  // Now and then the faults stop early, while much is under way.
  await world.run(HOSTILE_MS * random.next(), () => world.now > 10_000 && ended());
  faults.stop();
  world.note("world", "no faults from here on");
  const liveness = new Liveness(world, histories, executors);
  liveness.start();
  if (!(await world.run(world.now + CALM_MS, ended))) {
    const open = flows.map(({ flowId }) => `${flowId} ${histories.current(flowId)?.last?.flow.state}`);
    world.breaks(`not every flow reached its end: ${open.join(", ")}`);
  }
  await world.run(world.now + WATCHERS_MS, () => watchers.every((watcher) => watcher.hasSeenTheEnd));
  histories.expectAcknowledgedKept();
  for (const watcher of watchers) {
    const fault = watcher.fault(histories);
    if (fault !== undefined) world.breaks(fault);
  }
  await world.run(world.now);
  if (!random.chance(ORPHANS_CHANCE)) return;
  liveness.stop();
  // What comes after the deletion is not left over.
  await world.run(world.now + COPIES_COME_WITHIN_MS);
  await expectNoOrphans(world, database, service, executors, flows);
  await world.run(world.now);
}
