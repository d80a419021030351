/**
 * Checks how the tasks of a definition hang together: each name once, every dependency, successor and read known, every
 * join possible, no cycle unless cycles are asked for.
 */

import { LIMITS } from "../limits.js";
import { dependencyName, type FlowDefinition, type TaskDefinition } from "./definition.js";
import { type DefinitionFaults, shown } from "./definition-fault.js";
import { checkJoin } from "./validate-edges.js";

/** A longer cycle is named by its first tasks. */
const CYCLE_SHOWN = 32;

/** Adds what is wrong to the faults. Cycles are looked for among the edges whose ends are known. */
export function checkGraph(faults: DefinitionFaults, { tasks, allowCycles }: FlowDefinition): void {
  const numbers = new Map<string, number>();
  for (const [number, { name }] of tasks.entries()) {
    const first = numbers.get(name);
    if (first === undefined) numbers.set(name, number);
    else if (name !== "") {
      const message = `the name ${shown(name)} is that of tasks[${first}] already`;
      faults.add(`tasks[${number}].name`, "DUPLICATE_TASK", message, { task: shown(name) });
    }
  }
  const incoming = tasks.map((task, number) => {
    const path = `tasks[${number}]`;
    if (task.reads !== undefined) checkNames(faults, task, task.reads, `${path}.reads`, "", numbers);
    const names = task.dependsOn.map(dependencyName);
    return checkNames(faults, task, names, `${path}.depends_on`, ".task", numbers);
  });
  const dependencies = incoming.map(({ length }) => length);
  addSuccessors(faults, tasks, numbers, incoming);
  for (const [number, task] of tasks.entries()) {
    const sources = incoming[number] ?? [];
    const led = sources.length - (dependencies[number] ?? 0);
    if (task.join === undefined && led === 0) continue;
    checkJoin(faults, `tasks[${number}]`, task, { sources: new Set(sources.map((edge) => edge.number)).size, led });
  }
  if (allowCycles !== true) checkCycle(faults, tasks, incoming);
  else if (tasks.length > 0 && incoming.every(({ length }) => length > 0)) {
    faults.invalid("tasks", "must hold one that no edge leads to: the flow begins with those");
  }
}

/** An edge as the task that it leads to sees it. */
interface Edge {
  /** The task that it leads from. */
  readonly number: number;
  /** Its place in the list that names it. */
  readonly index: number;
  /** That list is the other task's `next`, not the own `depends_on`. */
  readonly next?: true;
}

/** Adds the edges that are named by the tasks they lead from. */
function addSuccessors(
  faults: DefinitionFaults,
  tasks: readonly TaskDefinition[],
  numbers: ReadonlyMap<string, number>,
  incoming: readonly Edge[][],
): void {
  for (const [number, { name, next = [] }] of tasks.entries()) {
    if (next.length > LIMITS.edgesPerTask) {
      faults.tooMuch(`tasks[${number}].next`, "entries", LIMITS.edgesPerTask, next.length);
      continue;
    }
    for (const [index, { to }] of next.entries()) {
      if (to === undefined) continue;
      const target = numbers.get(to);
      if (target !== undefined) incoming[target]?.push({ number, index, next: true });
      else if (to !== "") {
        const metadata = { task: shown(name), dependency: shown(to) };
        const message = `the definition has no task ${shown(to)}`;
        faults.add(`tasks[${number}].next[${index}].to`, "UNKNOWN_DEPENDENCY", message, metadata);
      }
    }
  }
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
  const walk: { readonly number: number; readonly edge: Edge }[] = [];
  const position = new Map<number, number>();
  let number = stuck;
  while (!position.has(number)) {
    position.set(number, walk.length);
    const edge = dependencies[number]?.find((candidate) => (open[candidate.number] ?? 0) > 0);
    if (edge === undefined) throw new Error(`task ${number} waits for nothing that is stuck`);
    walk.push({ number, edge });
    number = edge.number;
  }
  const cycle = walk.slice(position.get(number));
  const names = [...cycle.map((step) => tasks[step.number]?.name ?? ""), tasks[number]?.name ?? ""];
  const text = names.length > CYCLE_SHOWN ? `${names.slice(0, CYCLE_SHOWN).join(" -> ")} -> …` : names.join(" -> ");
  const first = cycle[0];
  const place =
    first?.edge.next === true
      ? `tasks[${first.edge.number}].next[${first.edge.index}].to`
      : `tasks[${number}].depends_on[${first?.edge.index ?? 0}].task`;
  faults.add(place, "CYCLE", `the tasks wait for each other in a circle of ${cycle.length}: ${text}`, { cycle: text });
}
