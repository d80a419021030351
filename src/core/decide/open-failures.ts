/**
 * Failures that wait for the decision of a controller.
 */
import type { CompiledScope } from "../definition/scopes.js";
import type { NodeEntry } from "../state/node-entry.js";
import type { Draft } from "./draft.js";

/** The open failures are not decided about any more, unless the flow is reopened. */
export function dropOpenFailures(draft: Draft): void {
  dropOpen(draft, { drawn: 0 });
}

/** What failed is to be undone, whoever was asked about it. */
export function overrideOpenFailures(draft: Draft): void {
  dropOpen(draft, { fired: [] });
}

function dropOpen(draft: Draft, fields: Partial<NodeEntry>): void {
  const { reversion } = draft.flow;
  const [first] = reversion?.open ?? [];
  if (reversion === undefined || first === undefined) return;
  draft.dropItem(controllerOf(draft, first.scope)?.controller);
  draft.putFlow({ reversion: { ...reversion, open: [] } });
  for (const { node } of reversion.open) leaveFailed(draft, node, fields);
}

/** Nobody takes it up: it is a failure like any other. */
export function leaveFailed(draft: Draft, number: number, fields: Partial<NodeEntry> = {}): void {
  const entry = draft.entry(number);
  if (entry?.evaluation?.phase !== "FAILURE") return;
  const { evaluation, ...left } = entry;
  draft.put(number, { ...left, ...fields });
}

/** The scope of this place. */
export function controllerOf({ segment }: Draft, place: number | undefined): CompiledScope | undefined {
  return place === undefined ? undefined : segment.definition.scopes?.list[place];
}
