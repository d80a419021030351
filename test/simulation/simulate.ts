/**
 * Runs one seed: a world with its processes, executors and callers, first with faults, then without; by then every flow
 * must have reached its end.
 */
import { setImmediate as turn } from "node:timers/promises";
import { SEGMENT_BOUNDS, type SegmentBounds } from "../../src/core/definition/stored-form.js";
import { seededRandom } from "../core/seeded-random.js";
import { startArchivists } from "./actors/archivist.js";
import { randomExecutors, startOperators } from "./actors/population.js";
import { startQueueKeepers } from "./actors/queue-keeper.js";
import { startSchedulers } from "./actors/scheduler.js";
import { Watcher } from "./actors/watcher.js";
import { expectCountedOnce } from "./checks/doubles.js";
import { Histories } from "./checks/histories.js";
import { expectLeasesOver } from "./checks/leases.js";
import { type CheckedCalls, expectLinearizable } from "./checks/linearizable.js";
import { Liveness } from "./checks/liveness.js";
import { expectNoOrphans } from "./checks/orphans.js";
import { QueueLimits } from "./checks/queue-limits.js";
import { RetentionStory } from "./checks/retention-story.js";
import { ScheduleStory } from "./checks/schedule-story.js";
import { computedIn } from "./computed-flows.js";
import { keyedIn } from "./keyed-flows.js";
import { randomSchedules } from "./scheduled-flows.js";
import { runsOf } from "./scoped-flows.js";
import { randomBounds, randomFlows, type SimulatedFlow, type Workload } from "./workload.js";
import { CallHistory } from "./world/call-history.js";
import { Database, type Witness } from "./world/database.js";
import { EngineProcess } from "./world/engine-process.js";
import type { Extra } from "./world/extras.js";
import type { Observer } from "./world/observer.js";
import { startPlague } from "./world/plague.js";
import { Service } from "./world/service.js";
import { Broken, World } from "./world/world.js";

/** Faults come for at most so long. */
const HOSTILE_MS = 60_000;
/** By then, without faults, everything has ended. */
const CALM_MS = 300_000;
/** Larger flows take longer: so much more for each task, where one executor may have all the work. */
const CALM_PER_TASK_MS = 30_000;
/** Of a task that runs again until a condition holds, at most. */
const ROUNDS = 3;
/** By then whoever watches has seen it. */
const WATCHERS_MS = 60_000;
/** Looking for what is left over takes long: not every seed does. */
const ORPHANS_CHANCE = 0.02;
/** Of flows of many segments more can be left over. */
const ORPHANS_CHANCE_CUT = 0.15;
/** The share of worlds in which flows are cut into segments. */
const CUT_CHANCE = 0.4;
const BOUNDS_SEED = 0x5e60;
const LISTS_SEED = 0x1157;

export interface SimulationResult {
  readonly seed: number;
  /** The first broken promise; absent where all were kept. */
  readonly broken?: string;
  readonly trace: readonly string[];
  /** How much time passed in the world, milliseconds. */
  readonly simulatedMs: number;
  /** Absent where a promise was broken. */
  readonly calls?: JudgedCalls;
}

/** What is told of the calls of a world that were judged. */
export interface JudgedCalls extends CheckedCalls {
  /** Completions that were acknowledged and came more than once. */
  readonly doubled: number;
}

export interface SimulationOptions {
  /** Takes down what happens; the world is the same without it. */
  readonly observer?: Observer;
  /**
   * Whether processes cut flows into segments of a few tasks: never, only where their size asks for it, as real ones; in
   * some worlds, which is the default; or in all.
   */
  readonly cuts?: "never" | "always";
  /** Whether flows compute inputs and outputs: never, in some worlds, which is the default; or in all. */
  readonly computes?: "never" | "always";
  /** Somebody limits queues, and pauses them; or tasks name concurrency keys, too, whose limits are set, and queues have rates. */
  readonly setsQueues?: "limits" | "keys and rates";
  /** Flows are run by schedules, too; or somebody pauses, resumes and triggers those as well. */
  readonly schedules?: "put" | "kept";
  /** What it has beside the rest: drawn by default; or nothing, or this alone. */
  readonly extra?: "none" | Extra;
  /** What there is to do. */
  readonly workload?: Workload;
}

export async function simulate(seed: number, options: SimulationOptions = {}): Promise<SimulationResult> {
  // Within a world the event loop does not turn: who runs worlds one after the other is to hear of all else in between.
  await turn();
  const world = new World(seed, options.extra);
  const result = () => ({ seed, trace: world.trace, simulatedMs: world.now });
  try {
    const calls = await live(world, options);
    return { ...result(), calls };
  } catch (error) {
    if (error instanceof Broken) return { ...result(), broken: error.message };
    throw error;
  }
}

function calmMs(flows: readonly SimulatedFlow[]): number {
  return CALM_MS + CALM_PER_TASK_MS * taskCount(flows);
}

/** With those of the flows within, for each try. */
function taskCount(flows: Iterable<SimulatedFlow>): number {
  let count = 0;
  for (const { graph, nested, scoped, control } of flows) {
    const runs = (scoped?.scopes ?? []).reduce((product, scope) => product * runsOf(scope), 1);
    count += graph.tasks.length * runs;
    for (const { name, maxTries } of graph.tasks) {
      const within = nested?.get(name);
      if (within === undefined) continue;
      const tries = control === undefined ? maxTries * runs : control.maxInstances * ROUNDS;
      count += tries * taskCount([within]);
    }
  }
  return count;
}

/** By a generator of its own: worlds without segments are what they were without this. */
function boundsOf(seed: number, cuts: SimulationOptions["cuts"]): SegmentBounds | undefined {
  const random = seededRandom(seed + BOUNDS_SEED);
  const isCut = random.chance(CUT_CHANCE) || cuts === "always";
  return isCut && cuts !== "never" ? randomBounds(random) : undefined;
}

/** Half of the worlds with long lists, of which a state has a few items: all of them may be under way at once. */
function listsOf(seed: number, bounds: SegmentBounds = SEGMENT_BOUNDS): SegmentBounds {
  const random = seededRandom(seed + LISTS_SEED);
  if (random.chance(0.5)) return bounds;
  const [blockItems, endedItems] = [1 + random.below(3), random.below(2)];
  return { ...bounds, lists: { wholeItems: random.below(2), blockItems, openItems: 1_000, endedItems } };
}

function flowsOf(
  { seed, random }: World,
  { workload = randomFlows, computes, setsQueues }: SimulationOptions,
  bounds: SegmentBounds | undefined,
): readonly SimulatedFlow[] {
  const plain = computedIn(seed, workload(random, bounds), computes && computes === "always");
  return setsQueues === "keys and rates" ? keyedIn(seed, plain) : plain;
}

function randomProcesses(world: World, database: Database, bounds: SegmentBounds): readonly EngineProcess[] {
  const names = Array.from({ length: 1 + world.random.below(3) }, (_, index) => `p${index}`);
  return names.map((name) => new EngineProcess(world, database, name, bounds));
}

async function live(world: World, options: SimulationOptions): Promise<JudgedCalls> {
  const { observer, cuts, setsQueues } = options;
  const { random } = world;
  const bounds = boundsOf(world.seed, cuts);
  const flows = flowsOf(world, options, bounds);
  const schedules = options.schedules ? randomSchedules(random, bounds) : [];
  const known = [...flows, ...schedules.map(({ flow }) => flow)];
  const histories: Histories = new Histories(world, known, (ref) => database.bytesOf(ref));
  observer?.began(flows);
  const limits = setsQueues && new QueueLimits(world, histories);
  const story = options.schedules && new ScheduleStory(world, histories, schedules);
  const retention = !story && world.extras.has("retention") ? new RetentionStory(world, histories) : undefined;
  const segment: Witness = (before, after) => {
    histories.witness(before, after);
    retention?.witness(before, after);
    limits?.witness(before, after);
    story?.witness(before, after);
    world.start("leases", expectLeasesOver(world, database.store.sessions, before, after));
    observer?.committed(before, after);
  };
  const database: Database = new Database(world, {
    segment,
    ...(limits && { queue: (record) => limits.set(record) }),
    ...(story && { schedule: (record) => story.stored(record), scheduleDeleted: (guard) => story.deleted(guard) }),
    ...(retention && { retention: (record) => retention.stored(record) }),
    storing: observer?.storing,
  });
  const processes = randomProcesses(world, database, listsOf(world.seed, bounds));
  const calls = new CallHistory();
  const service = new Service(world, processes, calls, observer);
  const executors = randomExecutors(world, service, histories);
  const watchers = flows.map((flow) => new Watcher(world, service, histories, flow));
  startPlague(world, database, processes, executors);
  const operators = startOperators(world, service, histories, flows, HOSTILE_MS);
  if (setsQueues) startQueueKeepers(world, service, setsQueues === "keys and rates");
  if (story) startSchedulers(world, service, story, schedules, options.schedules === "kept");
  if (retention) startArchivists({ world, service, histories, story: retention });
  const isDone = () =>
    openFlows(histories, flows, retention).length === 0 && story?.isOver !== false && !operators.steer;
  const liveness = new Liveness(world, histories, executors, limits);
  await withFaults(world, isDone);
  liveness.start();
  if (!(await world.run(world.now + calmMs(known), () => isDone() && !operators.replace))) {
    world.breaks(`not every flow reached its end: ${openFlows(histories, flows, retention).join(", ")}`);
  }
  await retention?.expectAllGone();
  await world.run(world.now + WATCHERS_MS, () => watchers.every((watcher) => watcher.hasSeenAll));
  await limits?.expectAllBack(database.store.queues);
  story?.expectAllDecided();
  expectToldKept(world, histories, watchers);
  const checked = judged(world, calls, histories, flows);
  await world.run(world.now);
  // A schedule keeps its definition.
  const isSearched = !story && random.chance(bounds === undefined ? ORPHANS_CHANCE : ORPHANS_CHANCE_CUT);
  if (!isSearched) return checked;
  liveness.stop();
  await expectNoOrphans(world, database, service, executors, flows, histories);
  await world.run(world.now);
  return checked;
}

function judged(world: World, calls: CallHistory, histories: Histories, flows: readonly SimulatedFlow[]): JudgedCalls {
  const doubled = expectCountedOnce(world, calls, histories);
  return { ...expectLinearizable(world, calls, histories, flows), doubled };
}

/** What callers and watchers were told. */
function expectToldKept(world: World, histories: Histories, watchers: readonly Watcher[]): void {
  histories.expectAcknowledgedKept();
  histories.expectCallsKept();
  for (const watcher of watchers) {
    const fault = watcher.fault(histories);
    if (fault !== undefined) world.breaks(fault);
  }
}

/** Those that have not ended, or are not there yet, and what they are. */
function openFlows(
  histories: Histories,
  flows: readonly SimulatedFlow[],
  retention: RetentionStory | undefined,
): readonly string[] {
  const missing = flows.filter(({ flowId }) => !histories.current(flowId)?.last && !retention?.isGone(flowId));
  const open = histories.currents.filter(({ hasEnded }) => !hasEnded);
  return [
    ...missing.map(({ flowId }) => `${flowId} missing`),
    ...open.map(({ flow, last }) => `${flow.flowId} ${last?.flow.state}`),
  ];
}

async function withFaults(world: World, isDone: () => boolean): Promise<void> {
  // Now and then the faults stop early, while much is under way.
  await world.run(HOSTILE_MS * world.random.next(), () => world.now > 10_000 && isDone());
  world.faults.stop();
  world.queueFaults.stop();
  world.note("world", "no faults from here on");
}
