/**
 * The edges of a random definition, looked for anew each time. No import of the engine's own.
 */
import type { ControlGraph, ControlTask, Guard, Outcome } from "./control-graph.js";

export interface ModelEdge {
  readonly from: string;
  readonly to: string;
  readonly on: readonly Outcome[];
  readonly guard: Guard | undefined;
}

const TARGETS = ["FAIL", "SUCCEED", "PAUSE", "NOOP"];

export class ControlEdges {
  readonly #graph: ControlGraph;
  readonly #edges = new Map<string, readonly ModelEdge[]>();

  constructor(graph: ControlGraph) {
    this.#graph = graph;
    for (const { name, next } of graph.tasks) {
      const own = next.map(({ to, on, guard }) => ({ from: name, to, on, guard }));
      const others = graph.tasks.flatMap((task) =>
        task.dependsOn
          .filter(({ task: from }) => from === name)
          .map(({ on, guard }) => ({ from: name, to: task.name, on, guard })),
      );
      this.#edges.set(name, [...own, ...others]);
    }
  }

  of(task: string): readonly ModelEdge[] {
    return this.#edges.get(task) ?? [];
  }

  sources({ name }: ControlTask): string[] {
    return this.#graph.tasks
      .filter((task) => this.of(task.name).some(({ to }) => to === name && !TARGETS.includes(to)))
      .map((task) => task.name);
  }

  joinOf(task: ControlTask): { readonly need: number; readonly unmet: "FAIL" | "SKIP" } | undefined {
    const all = this.sources(task).length;
    if (task.join === undefined) return task.dependsOn.length > 0 ? { need: all, unmet: "SKIP" } : undefined;
    return { need: task.join.need === "ALL" ? all : task.join.need, unmet: task.join.unmet };
  }

  /** Of these edges those up to what ends the flow. */
  uptoEnd(task: string, edges: readonly number[]): number[] {
    const end = edges.findIndex((index) => ["FAIL", "SUCCEED"].includes(this.of(task)[index]?.to ?? ""));
    return end < 0 ? [...edges] : edges.slice(0, end + 1);
  }
}
