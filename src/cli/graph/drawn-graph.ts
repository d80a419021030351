/**
 * What is drawn of a definition: its tasks, and the edges between them and to what they do to the flow.
 */
import type { EdgeOutcome, EdgeTarget, FlowDefinition, TaskDefinition } from "../../core/definition/definition.js";

export interface DrawnTask {
  /** t0, t1, … in definition order: names may hold anything. */
  readonly id: string;
  /** The name, then what else is worth seeing, a line each. */
  readonly lines: readonly string[];
  readonly noop: boolean;
}

export interface DrawnEdge {
  readonly from: string;
  /** A task's id, or a target. */
  readonly to: string | { readonly target: EdgeTarget };
  /** Empty for the usual one, on success. */
  readonly label: string;
}

export interface DrawnGraph {
  readonly name: string;
  readonly tasks: readonly DrawnTask[];
  readonly edges: readonly DrawnEdge[];
}

/** The edges of each task in their order: those of its `next`, then those that others name it as a dependency by. */
export function drawnGraph({ name, tasks }: FlowDefinition): DrawnGraph {
  const ids = new Map(tasks.map((task, index) => [task.name, `t${index}`]));
  const idOf = (task: string) => ids.get(task) ?? task;
  const next = tasks.flatMap((task) =>
    (task.next ?? []).map(({ to, target, on, message, condition }): DrawnEdge => {
      const from = idOf(task.name);
      if (to !== undefined) return { from, to: idOf(to), label: labelOf(on, condition) };
      const label = [labelOf(on, condition), message].filter((part) => part !== "").join(": ");
      return { from, to: { target: target ?? "NOOP" }, label };
    }),
  );
  const dependencies = tasks.flatMap((task) =>
    task.dependsOn.map((dependency): DrawnEdge => {
      if (typeof dependency === "string") return { from: idOf(dependency), to: idOf(task.name), label: "" };
      const { task: from, on, condition } = dependency;
      return { from: idOf(from), to: idOf(task.name), label: labelOf(on, condition) };
    }),
  );
  return { name, tasks: tasks.map(drawnTask), edges: [...next, ...dependencies] };
}

function drawnTask({ name, type, join }: TaskDefinition, index: number): DrawnTask {
  const joins = join === undefined ? [] : [joinText(join)];
  const types = type === undefined || type === name ? [] : [`(${type})`];
  return { id: `t${index}`, lines: [name, ...types, ...joins], noop: type === undefined };
}

function joinText({ kind, count }: NonNullable<TaskDefinition["join"]>): string {
  return kind === "AT_LEAST" ? `join: at least ${count}` : `join: ${kind.toLowerCase()}`;
}

function labelOf(on: readonly EdgeOutcome[], condition: string | undefined): string {
  const usual = on.every((outcome) => outcome === "SUCCESS");
  const outcomes = usual ? "" : on.map((outcome) => outcome.toLowerCase()).join(", ");
  return condition === undefined ? outcomes : `${outcomes} if ${condition}`.trimStart();
}
