/**
 * The engine's form of random definitions with scopes.
 */
import type { FlowDefinition } from "../../src/core/definition/definition.js";
import { flow, noop, task } from "./definitions.js";
import type { ScopeGraph } from "./scope-graph.js";

export function scopedDefinition(graph: ScopeGraph): FlowDefinition {
  const asked = new Set(graph.scopes.flatMap(({ kind, controller }) => (kind === "CUSTOM" ? [controller] : [])));
  return flow(
    graph.tasks.map(({ name, noop: isNoop, dependsOn, scope }) =>
      (isNoop ? noop : task)(name, {
        dependsOn: [...dependsOn],
        ...(!isNoop && { queue: "work" }),
        ...(scope !== undefined && { scope }),
        ...(asked.has(name) && { evaluate: { queue: "judge", phases: ["FAILURE"] } }),
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
