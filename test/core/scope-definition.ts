/**
 * A random definition with scopes as the engine's own.
 */
import type { FlowDefinition } from "../../src/core/definition/definition.js";
import { flow, noop, task } from "./definitions.js";
import type { ScopeGraph } from "./scope-graph.js";

/** Executions and reverts in one queue, `work`; custom controllers are asked in `judge`. */
export function scopeDefinition(graph: ScopeGraph, queue = "work", judgeQueue = "judge"): FlowDefinition {
  const asked = new Set(graph.scopes.flatMap(({ kind, controller }) => (kind === "CUSTOM" ? [controller] : [])));
  return flow(
    graph.tasks.map(({ name, noop: isNoop, dependsOn, scope }) =>
      (isNoop ? noop : task)(name, {
        dependsOn: [...dependsOn],
        ...(!isNoop && { queue }),
        ...(scope !== undefined && { scope }),
        ...(asked.has(name) && { evaluate: { queue: judgeQueue, phases: ["FAILURE"] } }),
      }),
    ),
    {
      failureMode: graph.failureMode,
      ...(graph.defers && { deferReverts: true }),
      ...(graph.revertsFailed && { revertFailed: true }),
      scopes: graph.scopes.map(({ answers, parent, ...scope }) => ({
        ...scope,
        ...(parent !== undefined && { parent }),
      })),
    },
  );
}
