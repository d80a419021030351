// The list as it lives: the page that was read, kept up to date by the watch without moving a row.
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import { isNoOlder } from "../engine/flow-run.js";
import { momentOf } from "../format/time.js";

export interface FlowList {
  /** In the order in which they were read; one that was deleted stays, as such. */
  readonly flows: readonly Flow[];
  readonly deleted: ReadonlySet<string>;
  /** True = older flows stand on a further page. */
  readonly goesOn: boolean;
  /** Flows that the page would hold if it were read now: told, not put in. */
  readonly newer: ReadonlySet<string>;
}

/** What a watch told: the latest of a flow, or that it is gone. */
export type ListChange = { readonly flow: Flow } | { readonly deletedId: string };

export function listOf(flows: readonly Flow[], goesOn: boolean): FlowList {
  return { flows, goesOn, deleted: new Set(), newer: new Set() };
}

/** Takes in a batch of changes. `wanted` says whether a flow that the page does not have would be in the list. */
export function takeIn(list: FlowList, changes: readonly ListChange[], wanted: (flow: Flow) => boolean): FlowList {
  const latest = new Map<string, Flow>();
  const deleted = new Set(list.deleted);
  const newer = new Set(list.newer);
  for (const change of changes) {
    if ("deletedId" in change) {
      latest.delete(change.deletedId);
      deleted.add(change.deletedId);
      newer.delete(change.deletedId);
    } else {
      latest.set(change.flow.flowId, change.flow);
      deleted.delete(change.flow.flowId);
    }
  }
  const shown = new Set(list.flows.map(({ flowId }) => flowId));
  for (const flow of latest.values()) {
    if (shown.has(flow.flowId)) continue;
    if (wanted(flow) && isInReach(flow, list)) newer.add(flow.flowId);
    else newer.delete(flow.flowId);
  }
  return { ...list, flows: list.flows.map((flow) => later(flow, latest.get(flow.flowId))), deleted, newer };
}

/** Whether a flow comes before the last row: what comes after it stands on a further page, where there is one. */
function isInReach(flow: Flow, { flows, goesOn }: FlowList): boolean {
  const last = flows.at(-1);
  if (!goesOn || last === undefined) return true;
  const [created, ofLast] = [momentOf(flow.createTime) ?? 0, momentOf(last.createTime) ?? 0];
  return created === ofLast ? flow.flowId < last.flowId : created > ofLast;
}

/** A watch that was opened again may tell what is older than what a call has answered. */
function later(known: Flow, told: Flow | undefined): Flow {
  return told !== undefined && isNoOlder(told, known) ? told : known;
}
