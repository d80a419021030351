// The edges of a definition at one of its tasks, in words: where they lead, on which outcome, under which condition. They
// are spelled at either end, as `depends_on` and as `next`.
import { type Edge, EdgeTarget } from "#gen/lazyengine/v1/edge_pb.js";
import type { FlowSpec } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { Outcome } from "#gen/lazyengine/v1/outcome_pb.js";

export interface TaskEdge {
  /** The task at its other end; empty where it leads to none. */
  readonly task: string;
  /** On which outcomes it fires, and what it does where it leads to no task. */
  readonly words: string;
  /** The expression that must hold, too; empty = none. */
  readonly condition: string;
}

export interface TaskEdges {
  /** In the order of the definition, those of `depends_on` first, as the engine takes them. */
  readonly hither: readonly TaskEdge[];
  readonly onward: readonly TaskEdge[];
}

export function edgesAt({ tasks }: Pick<FlowSpec, "tasks">, name: string): TaskEdges {
  const own = tasks.find((task) => task.name === name);
  const needed = (own?.dependsOn ?? []).map((edge) => edgeTo(edge.task, edge));
  const led = tasks.flatMap((task) => task.next.filter(leadsTo(name)).map((edge) => edgeTo(task.name, edge)));
  const depending = tasks.flatMap((task) =>
    task.dependsOn.filter((edge) => edge.task === name).map((edge) => edgeTo(task.name, edge)),
  );
  return { hither: [...needed, ...led], onward: [...depending, ...(own?.next ?? []).map(onwardEdge)] };
}

const leadsTo =
  (name: string) =>
  ({ destination }: Edge): boolean =>
    destination.case === "to" && destination.value === name;

interface Terms {
  readonly on: readonly Outcome[];
  readonly condition: string;
}

function edgeTo(task: string, { on, condition }: Terms): TaskEdge {
  return { task, words: outcomesText(on), condition };
}

function onwardEdge(edge: Edge): TaskEdge {
  const { destination, message } = edge;
  if (destination.case !== "target") return edgeTo(destination.value ?? "", edge);
  const what = `${TARGETS[destination.value]}${message === "" ? "" : `: ${message}`}`;
  return { task: "", words: `${outcomesText(edge.on)}, ${what}`, condition: edge.condition };
}

const TARGETS: Readonly<Record<EdgeTarget, string>> = {
  [EdgeTarget.UNSPECIFIED]: "nothing",
  [EdgeTarget.FAIL]: "the flow fails",
  [EdgeTarget.SUCCEED]: "the flow succeeds",
  [EdgeTarget.PAUSE]: "the flow pauses",
  [EdgeTarget.NOOP]: "nothing",
};

function outcomesText(on: readonly Outcome[]): string {
  return `on ${(on.length === 0 ? [Outcome.SUCCESS] : on).map((outcome) => Outcome[outcome]?.toLowerCase()).join(", ")}`;
}
