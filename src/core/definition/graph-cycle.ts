/**
 * Finds a cycle among the tasks of a definition, and names it task by task.
 */
import type { DefinitionFaults } from "./definition-fault.js";
import { isStep, type Stepwise } from "./stepwise.js";
import { freePlaces, openCounts, type TaskGraph } from "./task-graph.js";

/** A longer cycle is named by its first tasks. */
const CYCLE_SHOWN = 32;

/** Takes away whatever depends on nothing that is left; what cannot be taken away lies on a cycle or behind one. */
export function* addCycle(faults: DefinitionFaults, graph: TaskGraph): Stepwise<void> {
  const open = openCounts(graph);
  const free = freePlaces(open);
  // What becomes free is appended meanwhile, and its turn comes.
  for (const [index, place] of free.entries()) {
    if (isStep(index)) yield;
    for (const successor of graph.successors.of(place)) {
      const left = (open[successor] ?? 0) - 1;
      open[successor] = left;
      if (left === 0) free.push(successor);
    }
  }
  const stuck = open.findIndex((count) => count > 0);
  if (stuck >= 0) nameCycle(faults, graph, open, stuck);
}

/** Follows dependencies that are stuck as well until one comes again: from there on it is a cycle. */
function nameCycle(faults: DefinitionFaults, graph: TaskGraph, open: Int32Array, stuck: number): void {
  const walk: { readonly place: number; readonly index: number }[] = [];
  const position = new Map<number, number>();
  let place = stuck;
  while (!position.has(place)) {
    position.set(place, walk.length);
    const dependencies = graph.dependencies.of(place);
    const index = dependencies.findIndex((dependency) => dependency >= 0 && (open[dependency] ?? 0) > 0);
    if (index < 0) throw new Error(`task ${place} waits for nothing that is stuck`);
    walk.push({ place, index });
    place = dependencies[index] ?? 0;
  }
  const cycle = walk.slice(position.get(place));
  const { text, message } = cycleText(cycle.map((step) => graph.nameOf(step.place)));
  faults.add(`tasks[${place}].depends_on[${cycle[0]?.index ?? 0}].task`, "CYCLE", message, { cycle: text });
}

/** The names of the tasks on a cycle, each once, as people are told of it. */
export function cycleText(names: readonly string[]): { readonly text: string; readonly message: string } {
  const closed = [...names, names[0] ?? ""];
  const text = closed.length > CYCLE_SHOWN ? `${closed.slice(0, CYCLE_SHOWN).join(" -> ")} -> …` : closed.join(" -> ");
  return { text, message: `the tasks wait for each other in a circle of ${names.length}: ${text}` };
}
