/**
 * What can be read off a compiled definition alone: what may start, in which levels, and which path is the longest.
 */
import type { CompiledDefinition } from "./compiled-definition.js";
import { dependencyName } from "./definition.js";

/** The tasks whose dependencies are all in `succeeded` and that are not themselves, in definition order. */
export function readySet(definition: CompiledDefinition, succeeded: ReadonlySet<string>): readonly string[] {
  return definition.nodes
    .map(({ task }) => task)
    .filter((task) => !succeeded.has(task.name))
    .filter(({ dependsOn }) => dependsOn.every((dependency) => succeeded.has(dependencyName(dependency))))
    .map((task) => task.name);
}

/** The numbers of all nodes, each after its dependencies. */
export function topologicalOrder({ nodes, roots }: CompiledDefinition): readonly number[] {
  const open = nodes.map((node) => node.dependencies.length);
  const order = [...roots];
  // Nodes that become free are appended meanwhile, and their turn comes.
  for (const number of order) {
    for (const successor of nodes[number]?.successors ?? []) {
      const left = (open[successor] ?? 0) - 1;
      open[successor] = left;
      if (left === 0) order.push(successor);
    }
  }
  return order;
}

/** The tasks by the length of the longest way to them: level 0 has no dependencies, each next one needs the one before. */
export function topologicalLevels(definition: CompiledDefinition): readonly (readonly string[])[] {
  const levelOf = new Map<number, number>();
  const levels: string[][] = [];
  for (const number of topologicalOrder(definition)) {
    const node = definition.nodes[number];
    if (node === undefined) continue;
    const level = Math.max(-1, ...node.dependencies.map((dependency) => levelOf.get(dependency) ?? 0)) + 1;
    levelOf.set(number, level);
    const names = levels[level] ?? [];
    names.push(node.task.name);
    levels[level] = names;
  }
  return levels;
}

export interface CriticalPath {
  /** From a task without dependencies to the one that ends last. */
  readonly tasks: readonly string[];
  readonly durationMs: number;
}

/** The chain of tasks that takes longest, where each takes `durationMsOf` and nobody waits for a worker. */
export function criticalPath(definition: CompiledDefinition, durationMsOf: (task: string) => number): CriticalPath {
  const ends = new Map<number, number>();
  const latestDependency = new Map<number, number>();
  let last: number | undefined;
  for (const number of topologicalOrder(definition)) {
    const node = definition.nodes[number];
    if (node === undefined) continue;
    const { task, dependencies } = node;
    let start = 0;
    for (const dependency of dependencies) {
      const end = ends.get(dependency) ?? 0;
      if (latestDependency.has(number) && end <= start) continue;
      start = end;
      latestDependency.set(number, dependency);
    }
    ends.set(number, start + task.delayMs + durationMsOf(task.name) + task.delayAfterMs);
    if (last === undefined || (ends.get(number) ?? 0) > (ends.get(last) ?? 0)) last = number;
  }
  const tasks: string[] = [];
  for (let number = last; number !== undefined; number = latestDependency.get(number)) {
    tasks.push(definition.nodes[number]?.task.name ?? "");
  }
  tasks.reverse();
  return { tasks, durationMs: last === undefined ? 0 : (ends.get(last) ?? 0) };
}
