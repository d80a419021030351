/**
 * Whose business a failure is that no edge handles.
 */
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import { isUnhandled } from "../state/fired-edges.js";
import type { NodeEntry } from "../state/node-entry.js";

/** Whether a scope's controller decides what becomes of this end, or, where there is none, the flow as a whole is undone. */
export function isTakenUp({ flow, scopes, control }: CompiledDefinition, node: number, entry: NodeEntry): boolean {
  const compiled = control?.nodes[node];
  if (entry.state !== "FAILED" || compiled === undefined) return false;
  if (scopes?.of[node] === undefined && flow.failureMode !== "REVERT") return false;
  return isUnhandled(compiled, entry);
}
