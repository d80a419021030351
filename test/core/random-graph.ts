/**
 * Random graphs with a script of what becomes of each task, in plain words that every way into the engine can be
 * driven with. No import of the engine's own.
 */
import { type SeededRandom, seededRandom } from "./seeded-random.js";

export type ScriptedOutcome = "result" | "failure" | "cancelled";

export interface GraphTask {
  readonly name: string;
  readonly dependsOn: readonly string[];
  readonly noop: boolean;
  readonly queue: string;
  readonly priority: number;
  /** How often it is tried in all. */
  readonly maxTries: number;
  /** Before each further try; milliseconds. */
  readonly retryMs: number;
  /** Before its first try; milliseconds. */
  readonly delayMs: number;
  /** What becomes of each try; the last one stands for all further ones. */
  readonly outcomes: readonly ScriptedOutcome[];
  /** Its input cannot be computed. */
  readonly unbound?: true;
}

export interface RandomGraph {
  readonly seed: number;
  readonly failureMode: "CONTINUE" | "STOP";
  /** 0 = no bound. */
  readonly maxParallel: number;
  readonly tasks: readonly GraphTask[];
  /** Its output cannot be computed. */
  readonly outputBreaks?: true;
}

export const GRAPH_QUEUES: readonly string[] = ["north", "east", "south"];

/** 1 to `maxTasks` tasks, small graphs more often. In definition order dependencies may point anywhere. */
export function randomGraph(seed: number, maxTasks = 200): RandomGraph {
  const random = seededRandom(seed);
  const count = 1 + Math.floor(maxTasks * random.next() ** 2);
  const names = shuffled(
    random,
    Array.from({ length: count }, (_, index) => `t${index}`),
  );
  // How far back dependencies reach decides between long chains and wide layers.
  const reach = 1 + random.below(count);
  const density = random.next() * 3;
  const failures = random.pick([0, 0.02, 0.1, 0.3]);
  const tasks = names.map((name, position) => {
    const dependsOn = new Set<string>();
    for (let wanted = random.next() * 2 * density; wanted >= 1 && position > 0; wanted -= 1) {
      const dependency = names[position - 1 - random.below(Math.min(reach, position))];
      if (dependency !== undefined) dependsOn.add(dependency);
    }
    return randomTask(random, name, [...dependsOn], failures);
  });
  return {
    seed,
    failureMode: random.chance(0.3) ? "STOP" : "CONTINUE",
    maxParallel: random.chance(0.2) ? 1 + random.below(5) : 0,
    tasks: shuffled(random, tasks),
  };
}

function randomTask(random: SeededRandom, name: string, dependsOn: readonly string[], failures: number): GraphTask {
  const maxTries = random.chance(0.4) ? 1 + random.below(4) : 1;
  const outcomes = Array.from({ length: maxTries }, (): ScriptedOutcome => {
    if (random.chance(failures)) return "failure";
    return random.chance(failures / 20) ? "cancelled" : "result";
  });
  const noop = random.chance(0.1);
  return {
    name,
    dependsOn,
    noop,
    queue: random.pick(GRAPH_QUEUES),
    priority: random.chance(0.2) ? random.below(5) - 2 : 0,
    maxTries,
    retryMs: random.chance(0.3) ? 10 : 0,
    delayMs: !noop && random.chance(0.05) ? 10 : 0,
    outcomes,
  };
}

/** What becomes of the task's next try when `tries` have failed. */
export function scriptedOutcome({ outcomes }: GraphTask, tries: number): ScriptedOutcome {
  return outcomes[Math.min(tries, outcomes.length - 1)] ?? "result";
}

function shuffled<Item>(random: SeededRandom, items: readonly Item[]): Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random.below(left.length), 1));
}
