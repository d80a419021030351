/**
 * The engine's form of random definitions with edges of all kinds.
 */
import type { FlowDefinition, TaskDefinition } from "../../src/core/definition/definition.js";
import type { ControlGraph, ControlTask } from "./control-graph.js";
import { flow, noop, task } from "./definitions.js";

export function controlDefinition(
  { tasks, cycles, maxInstances, stops }: ControlGraph,
  queue = "work",
): FlowDefinition {
  return flow(
    tasks.map((one) => taskOf(one, queue)),
    {
      failureMode: stops ? "STOP" : "CONTINUE",
      maxInstances,
      ...(cycles && { allowCycles: true }),
    },
  );
}

function taskOf({ name, noop: isNoop, dependsOn, next, join }: ControlTask, queue: string): TaskDefinition {
  return (isNoop ? noop : task)(name, {
    ...(!isNoop && { queue }),
    dependsOn,
    ...(next.length > 0 && {
      next: next.map(({ to, on }) =>
        to === "FAIL" || to === "SUCCEED" || to === "PAUSE" || to === "NOOP"
          ? { target: to, message: "", on }
          : { to, message: "", on },
      ),
    }),
    ...(join !== undefined && {
      join:
        join.need === "ALL"
          ? { kind: "ALL", count: 0, unmet: join.unmet }
          : { kind: "AT_LEAST", count: join.need, unmet: join.unmet },
    }),
  });
}
