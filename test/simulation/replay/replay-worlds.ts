/**
 * Replays the worlds of many seeds on one rig, several at a time.
 */
import { seededRandom } from "../../core/seeded-random.js";
import type { RecordedRun } from "./recorded-run.js";
import { recordWorld } from "./recorder.js";
import { type CallCounts, ReplayCaller } from "./replay-caller.js";
import { ReplayedRun } from "./replayed-run.js";
import type { Rig } from "./rig.js";

const WORLDS_AT_ONCE = 24;

export interface ReplayCounts {
  worlds: number;
  runs: number;
  /** Runs whose record ends where time did something that no command can repeat. */
  cutByTime: number;
  commands: number;
  /** Claims that engines took back because they could not deliver them. */
  takenBack: number;
  readonly calls: CallCounts;
}

export function noCounts(): ReplayCounts {
  const calls = { made: 0, repeated: 0, lost: 0, overdue: 0 };
  return { worlds: 0, runs: 0, cutByTime: 0, commands: 0, takenBack: 0, calls };
}

/** Throws with the seed where anything differs. `ended`: called as each of the worlds has, with how many have. */
export async function replayWorlds(
  rig: Rig,
  first: number,
  count: number,
  ended: (worlds: number) => Promise<void> = async () => undefined,
): Promise<ReplayCounts> {
  const counts = noCounts();
  const failed: unknown[] = [];
  let next = first;
  const work = async () => {
    while (next < first + count && failed.length === 0) {
      const seed = next;
      next += 1;
      const world = await recordWorld(seed);
      const replayed = await Promise.allSettled(world.map((runs) => replayFlow(rig, seed, runs, counts)));
      for (const outcome of replayed) if (outcome.status === "rejected") failed.push(outcome.reason);
      counts.worlds += 1;
      await ended(counts.worlds);
    }
  };
  await Promise.all(Array.from({ length: WORLDS_AT_ONCE }, () => work().catch((error) => failed.push(error))));
  if (failed.length > 0) throw failed[0];
  return counts;
}

/** One flow, each time that it was run. */
async function replayFlow(rig: Rig, seed: number, runs: readonly RecordedRun[], counts: ReplayCounts): Promise<void> {
  for (const [index, run] of runs.entries()) {
    const told = `seed ${seed} (make replay SEED=${seed}), ${run.flow.flowId}, run ${run.times}`;
    const isLast = index === runs.length - 1;
    let differences: readonly string[];
    try {
      differences = await replayRun(rig, `seed-${seed}`, run, counts, !isLast || run.isDeleted);
    } catch (error) {
      throw new Error(`${told}: ${(error as Error).message}`, { cause: error });
    }
    if (differences.length > 0) throw new Error(`${told}:\n  ${differences.join("\n  ")}`);
  }
}

/** What differs. Throws where a command is refused or never answered. `leave`: the flow is deleted at the end. */
export async function replayRun(
  rig: Rig,
  namespace: string,
  run: RecordedRun,
  counts: ReplayCounts,
  leave: boolean,
): Promise<readonly string[]> {
  const random = seededRandom(
    [...`${namespace}/${run.flow.flowId}`].reduce((sum, char) => (31 * sum + char.charCodeAt(0)) >>> 0, run.times),
  );
  const caller = new ReplayCaller(rig.engines, random, counts.calls);
  const replayed = new ReplayedRun(rig, caller, random, namespace, run);
  await replayed.play(leave);
  counts.runs += 1;
  counts.cutByTime += run.cutBy === undefined ? 0 : 1;
  // The run itself is one, too.
  counts.commands += run.commands.length + 1;
  counts.takenBack += replayed.names.takenBack;
  return replayed.differences;
}
