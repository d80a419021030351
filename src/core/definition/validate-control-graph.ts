/**
 * Checks how edges of all kinds hold the tasks of a definition together: every successor known, every join possible, no
 * cycle unless cycles are asked for.
 */
import { LIMITS } from "../limits.js";
import type { FlowSettings, TaskDefinition } from "./definition.js";
import { type DefinitionFaults, shown } from "./definition-fault.js";
import { cycleText } from "./graph-cycle.js";
import type { TaskGraph } from "./task-graph.js";
import { checkJoin } from "./validate-edges.js";
import { checkScopes } from "./validate-scopes.js";

/** An edge as the task that it leads to sees it. */
interface Edge {
  /** The place of the task that it leads from. */
  readonly from: number;
  /** Its place in the list that names it. */
  readonly index: number;
  /** That list is the other task's `next`, not the own `depends_on`. */
  readonly next?: true;
}

/** `graph`: that of the dependencies, which were checked. Cycles are looked for among the edges whose ends are known. */
export function checkControlGraph(
  faults: DefinitionFaults,
  settings: FlowSettings,
  tasks: readonly TaskDefinition[],
  graph: TaskGraph,
): void {
  const incoming = tasks.map((_, place): Edge[] =>
    Array.from(graph.dependencies.of(place)).flatMap((from, index) => (from >= 0 ? [{ from, index }] : [])),
  );
  const dependencies = incoming.map(({ length }) => length);
  const hasScopes = settings.scopes !== undefined && settings.scopes.length > 0;
  addSuccessors(faults, tasks, incoming);
  for (const [place, task] of tasks.entries()) {
    const edges = incoming[place] ?? [];
    const led = edges.length - (dependencies[place] ?? 0);
    if (task.join === undefined && led === 0) continue;
    checkJoin(faults, `tasks[${place}]`, task, { sources: new Set(edges.map(({ from }) => from)).size, led });
    if (hasScopes && led > 1 && task.join === undefined && dependencies[place] === 0) {
      faults.invalid(`tasks[${place}].join`, "is required in a flow with scopes where several edges lead to the task");
    }
  }
  const successors = successorsOf(incoming);
  const order = settings.allowCycles === true ? [] : checkCycle(faults, tasks, incoming, successors);
  checkScopes(faults, settings, { tasks, successors, order });
  if (settings.allowCycles === true && tasks.length > 0 && incoming.every(({ length }) => length > 0)) {
    faults.invalid("tasks", "must hold one that no edge leads to: the flow begins with those");
  }
}

/** Adds the edges that are named by the tasks they lead from. */
function addSuccessors(faults: DefinitionFaults, tasks: readonly TaskDefinition[], incoming: readonly Edge[][]): void {
  const places = new Map(tasks.map(({ name }, place) => [name, place]));
  for (const [from, { name, next = [] }] of tasks.entries()) {
    if (next.length > LIMITS.edgesPerTask) {
      faults.tooMuch(`tasks[${from}].next`, "entries", LIMITS.edgesPerTask, next.length);
      continue;
    }
    for (const [index, { to }] of next.entries()) {
      if (to === undefined) continue;
      const target = places.get(to);
      if (target !== undefined) incoming[target]?.push({ from, index, next: true });
      else if (to !== "") {
        const metadata = { task: shown(name), dependency: shown(to) };
        const message = `the definition has no task ${shown(to)}`;
        faults.add(`tasks[${from}].next[${index}].to`, "UNKNOWN_DEPENDENCY", message, metadata);
      }
    }
  }
}

function successorsOf(incoming: readonly (readonly Edge[])[]): number[][] {
  const successors: number[][] = incoming.map(() => []);
  for (const [place, edges] of incoming.entries()) for (const { from } of edges) successors[from]?.push(place);
  return successors;
}

/**
 * Takes away whatever depends on nothing that is left; what cannot be taken away lies on a cycle or behind one. Returns the
 * others in an order in which each comes after those that lead to it.
 */
function checkCycle(
  faults: DefinitionFaults,
  tasks: readonly TaskDefinition[],
  incoming: readonly (readonly Edge[])[],
  successors: readonly (readonly number[])[],
): readonly number[] {
  const open = incoming.map((edges) => edges.length);
  const free = open.flatMap((count, place) => (count === 0 ? [place] : []));
  // What becomes free is appended meanwhile, and its turn comes.
  for (const place of free) {
    for (const successor of successors[place] ?? []) {
      const count = (open[successor] ?? 0) - 1;
      open[successor] = count;
      if (count === 0) free.push(successor);
    }
  }
  const stuck = open.findIndex((count) => count > 0);
  if (stuck >= 0) addCycle(faults, tasks, incoming, open, stuck);
  return free;
}

/** Follows edges that are stuck as well until one comes again: from there on it is a cycle. */
function addCycle(
  faults: DefinitionFaults,
  tasks: readonly TaskDefinition[],
  incoming: readonly (readonly Edge[])[],
  open: readonly number[],
  stuck: number,
): void {
  const walk: { readonly place: number; readonly edge: Edge }[] = [];
  const position = new Map<number, number>();
  let place = stuck;
  while (!position.has(place)) {
    position.set(place, walk.length);
    const edge = incoming[place]?.find(({ from }) => (open[from] ?? 0) > 0);
    if (edge === undefined) throw new Error(`task ${place} waits for nothing that is stuck`);
    walk.push({ place, edge });
    place = edge.from;
  }
  const cycle = walk.slice(position.get(place));
  const { text, message } = cycleText(cycle.map((step) => tasks[step.place]?.name ?? ""));
  const first = cycle[0]?.edge;
  const path =
    first?.next === true
      ? `tasks[${first.from}].next[${first.index}].to`
      : `tasks[${place}].depends_on[${first?.index ?? 0}].task`;
  faults.add(path, "CYCLE", message, { cycle: text });
}
