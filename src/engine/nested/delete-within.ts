/**
 * The flows within one that goes. It goes first: none of them goes on without its consent, so that none does from then
 * on. They follow, the innermost first; what a crash leaves is found by a repeat of the deletion, or collected.
 */
import { depthOf, isOpenChild } from "../../core/state/child-flow.js";
import { type ParentLink, rootFlowId } from "../../core/state/nesting.js";
import { isEndedFlow } from "../../core/state/states.js";
import { headerSegmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { hearChild, reportOf } from "./hear-child.js";

const PAGE = 500;
/** One of them changes no more but by late outcomes: what is missed so often is collected. */
const TRIES = 5;

/** The task that the ended flow is the work of hears its end. */
export async function tellParent(machinery: Machinery, { address, flow }: SegmentRecord, parent: ParentLink) {
  const { flowId, incarnation, segment, number, attempt } = parent;
  const report = await reportOf(machinery, address, flow, parent.order ?? 0);
  const target = { namespace: address.namespace, flowId, incarnation, segment };
  await hearChild(machinery, target, { kind: "hear_child", incarnation, number, attempt, report });
}

/** Whether there are flows within it. Throws FLOW_NOT_ENDED where one of them goes on, or is to begin yet. */
export async function expectRestWithin(machinery: Machinery, record: SegmentRecord): Promise<boolean> {
  const { address, nodes } = record;
  if ([...nodes.values()].some(isOpenChild)) throw notEnded(record, "a flow within it has not told its end");
  const within = await flowsWithin(machinery, address.namespace, address.flowId);
  const active = within.find(isActive);
  if (active !== undefined) {
    throw notEnded(record, `flow ${active.address.flowId} within it is ${active.flow.state}`);
  }
  return within.length > 0;
}

/** Deletes the flows that are within runs of this flow which are gone. */
export async function deleteLeftWithin(machinery: Machinery, namespace: string, flowId: string): Promise<void> {
  const { segments } = machinery.store;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = await flowsWithin(machinery, namespace, flowId);
    if (found.length === 0) return;
    // After them: a run that is not there now comes back no more, and nothing is made within it.
    const [header] = await segments.versions([headerSegmentId(namespace, flowId)]);
    const left = found.filter((within) => within.incarnation !== header?.incarnation && !isActive(within));
    if (await deleteInwardOut(machinery, left)) return;
  }
}

/** False = one of them was changed meanwhile: those around it stay, since it is found by them. */
async function deleteInwardOut(machinery: Machinery, within: readonly SegmentRecord[]): Promise<boolean> {
  const { segments } = machinery.store;
  for (const { id, version, commit, address, flow } of within.toSorted((a, b) => depthOf(b.flow) - depthOf(a.flow))) {
    if (!(await segments.delete({ id, version, commit }))) return false;
    machinery.committer.cache.delete(id);
    // Without the header nobody finds them; what a crash leaves is collected.
    if (flow.others !== undefined) await segments.deleteParts(address);
    machinery.signals.changed(id);
  }
  return true;
}

interface Within extends SegmentRecord {
  /** Of the run that was asked about. */
  readonly incarnation: string;
}

/** All flows within runs of this flow, at any depth, by their headers. */
async function flowsWithin({ store }: Machinery, namespace: string, flowId: string): Promise<Within[]> {
  const root = rootFlowId(flowId);
  const all: SegmentRecord[] = [];
  for (let after: string | undefined; ; ) {
    const page = await store.segments.within(namespace, root, after, PAGE);
    all.push(...page);
    after = page.at(-1)?.id;
    if (page.length < PAGE) break;
  }
  const parents = new Map(all.map(({ address, flow }) => [address.flowId, flow.parent]));
  return all.flatMap((record) => {
    let { parent } = record.flow;
    while (parent !== undefined && parent.flowId !== flowId) parent = parents.get(parent.flowId);
    return parent === undefined ? [] : { ...record, incarnation: parent.incarnation };
  });
}

/** It has begun, and has not ended. */
function isActive({ flow }: SegmentRecord): boolean {
  return !isEndedFlow(flow.state) && flow.parent?.order !== undefined;
}

function notEnded({ address, flow }: SegmentRecord, why: string): EngineError {
  const { namespace, flowId } = address;
  return new EngineError("FLOW_NOT_ENDED", `flow ${flowId} cannot be deleted: ${why}`, {
    metadata: { namespace, flow_id: flowId, state: flow.state },
  });
}
