/**
 * The flows within one that is deleted go before it, the innermost first: what a crash leaves is found by the repeat.
 */
import { isOpenChild } from "../../core/state/child-flow.js";
import { type ParentLink, rootFlowId } from "../../core/state/nesting.js";
import { isEndedFlow } from "../../core/state/states.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { hearChild, reportOf } from "./hear-child.js";

const PAGE = 500;

/** The task that the ended flow is the work of hears its end. */
export async function tellParent(machinery: Machinery, { address, flow }: SegmentRecord, parent: ParentLink) {
  const { flowId, incarnation, segment, number, attempt } = parent;
  const report = await reportOf(machinery, address, flow, parent.order ?? 0);
  const target = { namespace: address.namespace, flowId, incarnation, segment };
  await hearChild(machinery, target, { kind: "hear_child", incarnation, number, attempt, report });
}

/** False = one of them was changed meanwhile. Throws FLOW_NOT_ENDED where one goes on, or is to begin yet. */
export async function deleteWithin(machinery: Machinery, record: SegmentRecord): Promise<boolean> {
  const { address, nodes } = record;
  if ([...nodes.values()].some(isOpenChild)) throw notEnded(record, "a flow within it has not told its end");
  const within = await flowsWithin(machinery, address.namespace, address.flowId);
  const active = within.find(({ flow }) => !isEndedFlow(flow.state) && flow.parent?.order !== undefined);
  if (active !== undefined) {
    throw notEnded(record, `flow ${active.address.flowId} within it is ${active.flow.state}`);
  }
  const depth = ({ flow }: SegmentRecord) => flow.parent?.depth ?? 0;
  for (const child of within.toSorted((a, b) => depth(b) - depth(a))) {
    const { id, version, commit } = child;
    if (!(await machinery.store.segments.delete({ id, version, commit }))) return false;
    machinery.committer.cache.delete(id);
    if (child.flow.others !== undefined) await machinery.store.segments.deleteParts(child.address);
    machinery.signals.changed(id);
  }
  return true;
}

/** All flows within this one, at any depth, by their headers. */
async function flowsWithin({ store }: Machinery, namespace: string, flowId: string): Promise<SegmentRecord[]> {
  const root = rootFlowId(flowId);
  const all: SegmentRecord[] = [];
  for (let after: string | undefined; ; ) {
    const page = await store.segments.within(namespace, root, after, PAGE);
    all.push(...page);
    after = page.at(-1)?.id;
    if (page.length < PAGE) break;
  }
  if (root === flowId) return all;
  const parents = new Map(all.map(({ address, flow }) => [address.flowId, flow.parent?.flowId]));
  return all.filter(({ address }) => {
    let above = parents.get(address.flowId);
    while (above !== undefined && above !== flowId) above = parents.get(above);
    return above === flowId;
  });
}

function notEnded({ address, flow }: SegmentRecord, why: string): EngineError {
  const { namespace, flowId } = address;
  return new EngineError("FLOW_NOT_ENDED", `flow ${flowId} cannot be deleted: ${why}`, {
    metadata: { namespace, flow_id: flowId, state: flow.state },
  });
}
