/**
 * Checks how the tasks of a definition hang together: each name once, every dependency and read known, no cycle.
 */

import { LIMITS } from "../limits.js";
import type { TaskDefinition } from "./definition.js";
import { type DefinitionFaults, shown } from "./definition-fault.js";

/** A longer cycle is named by its first tasks. */
const CYCLE_SHOWN = 32;

/** Adds what is wrong to the faults. Cycles are looked for among the dependencies that are known. */
export function checkGraph(faults: DefinitionFaults, tasks: readonly TaskDefinition[]): void {
  const numbers = new Map<string, number>();
  for (const [number, { name }] of tasks.entries()) {
    const first = numbers.get(name);
    if (first === undefined) numbers.set(name, number);
    else if (name !== "") {
      const message = `the name ${shown(name)} is that of tasks[${first}] already`;
      faults.add(`tasks[${number}].name`, "DUPLICATE_TASK", message, { task: shown(name) });
    }
  }
  const dependencies = tasks.map((task, number) => {
    const path = `tasks[${number}]`;
    if (task.reads !== undefined) checkNames(faults, task, task.reads, `${path}.reads`, "", numbers);
    return checkNames(faults, task, task.dependsOn, `${path}.depends_on`, ".task", numbers);
  });
  checkCycle(faults, tasks, dependencies);
}

/** A dependency by number, and its place in the list of its task. */
interface Edge {
  readonly number: number;
  readonly index: number;
}

/** The known ones of the names. */
function checkNames(
  faults: DefinitionFaults,
  { name: task }: TaskDefinition,
  names: readonly string[],
  path: string,
  member: string,
  numbers: ReadonlyMap<string, number>,
): Edge[] {
  const limit = LIMITS.dependenciesPerTask;
  if (names.length > limit) {
    faults.tooMuch(path, "entries", limit, names.length);
    return [];
  }
  const seen = new Set<string>();
  const known: Edge[] = [];
  for (const [index, name] of names.entries()) {
    const place = `${path}[${index}]${member}`;
    const number = numbers.get(name);
    if (typeof name !== "string" || name === "") faults.invalid(place, "is required");
    else if (seen.has(name)) faults.invalid(place, "must not name a task twice", name);
    else if (number === undefined) {
      const metadata = { task: shown(task), dependency: shown(name) };
      faults.add(place, "UNKNOWN_DEPENDENCY", `the definition has no task ${shown(name)}`, metadata);
    } else known.push({ number, index });
    seen.add(name);
  }
  return known;
}

/** Takes away whatever depends on nothing that is left; what cannot be taken away lies on a cycle or behind one. */
function checkCycle(
  faults: DefinitionFaults,
  tasks: readonly TaskDefinition[],
  dependencies: readonly (readonly Edge[])[],
): void {
  const open = dependencies.map((edges) => edges.length);
  const successors: number[][] = tasks.map(() => []);
  for (const [number, edges] of dependencies.entries()) for (const edge of edges) successors[edge.number]?.push(number);
  const free = open.flatMap((count, number) => (count === 0 ? [number] : []));
  for (const number of free) {
    for (const successor of successors[number] ?? []) {
      const count = (open[successor] ?? 0) - 1;
      open[successor] = count;
      if (count === 0) free.push(successor);
    }
  }
  const stuck = open.findIndex((count) => count > 0);
  if (stuck >= 0) addCycle(faults, tasks, dependencies, open, stuck);
}

/** Follows dependencies that are stuck as well until one comes again: from there on it is a cycle. */
function addCycle(
  faults: DefinitionFaults,
  tasks: readonly TaskDefinition[],
  dependencies: readonly (readonly Edge[])[],
  open: readonly number[],
  stuck: number,
): void {
  const walk: { readonly number: number; readonly index: number }[] = [];
  const position = new Map<number, number>();
  let number = stuck;
  while (!position.has(number)) {
    position.set(number, walk.length);
    const edge = dependencies[number]?.find((candidate) => (open[candidate.number] ?? 0) > 0);
    if (edge === undefined) throw new Error(`task ${number} waits for nothing that is stuck`);
    walk.push({ number, index: edge.index });
    number = edge.number;
  }
  const cycle = walk.slice(position.get(number));
  const names = [...cycle.map((step) => tasks[step.number]?.name ?? ""), tasks[number]?.name ?? ""];
  const text = names.length > CYCLE_SHOWN ? `${names.slice(0, CYCLE_SHOWN).join(" -> ")} -> …` : names.join(" -> ");
  const first = cycle[0];
  faults.add(
    `tasks[${number}].depends_on[${first?.index ?? 0}].task`,
    "CYCLE",
    `the tasks wait for each other in a circle of ${cycle.length}: ${text}`,
    { cycle: text },
  );
}
