/**
 * Why claims are over. Whoever names many of them names few segments: each is looked at once, for all of its claims.
 */
import { FLOW_TASK_ID } from "../../core/definition/evaluation.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { Segment } from "../../core/state/segment.js";
import { keepsToken } from "../../core/state/task-id.js";
import { headerSegmentId, segmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { revocation } from "../dispatch/landing.js";
import { pause } from "../environment.js";
import { segmentOfTask } from "../large-flows/task-segment.js";
import { type ItemBeside, ItemsBeside } from "../long-lists/items-beside.js";
import type { Machinery } from "../machinery.js";
import type { ClaimRef, Revoked } from "../requests.js";
import { lookAtStored } from "../sessions/stored-segments.js";
import type { AttemptEnd } from "../values.js";

const FLOWS_AT_ONCE = 64;

/** Undefined where the holder ended the claim itself, or still has it as that of a deferred task. */
type Reasons = Map<ClaimRef, AttemptEnd | undefined>;

/** Of these claims those whose end their holder may not know, in their order. */
export async function lostClaims(
  machinery: Machinery,
  namespace: string,
  claims: readonly ClaimRef[],
): Promise<readonly Revoked[]> {
  const reasons: Reasons = new Map();
  const flows = [...groupedBy(claims, ({ flowId }) => headerSegmentId(namespace, flowId))];
  for (let from = 0; from < flows.length; from += FLOWS_AT_ONCE) {
    if (from > 0) await pause(machinery.environment);
    await lookInto(machinery, new Map(flows.slice(from, from + FLOWS_AT_ONCE)), reasons);
  }
  return claims.flatMap((claim) => {
    const reason = reasons.get(claim);
    return reason === undefined ? [] : [{ ...claim, reason }];
  });
}

/** `flows`: the claims of each, by the id of its header. */
async function lookInto(
  machinery: Machinery,
  flows: ReadonlyMap<string, readonly ClaimRef[]>,
  reasons: Reasons,
): Promise<void> {
  // What is not found, now or when it is looked at, is gone with its flow.
  for (const claims of flows.values()) for (const claim of claims) reasons.set(claim, "CANCELLED");
  const headers = await headersOf(machinery, [...flows.keys()]);
  const segments = new Map<string, readonly ClaimRef[]>();
  for (const header of headers) {
    const found = await bySegment(machinery, header, flows.get(header.id) ?? [], reasons);
    for (const [id, claims] of found) segments.set(id, claims);
  }
  const parts = await headersOf(
    machinery,
    [...segments.keys()].filter((id) => !flows.has(id)),
  );
  const stored = [...headers, ...parts].filter(({ id }) => segments.has(id));
  const beside: ClaimBeside[] = [];
  await lookAtStored(machinery, stored, (id, segment) => {
    beside.push(...lookAt(machinery, segment, segments.get(id) ?? [], reasons));
  });
  for (const { claim, item, items } of beside) reasons.set(claim, reasonOf(claim, await items.entry(item)));
}

async function headersOf({ store }: Machinery, ids: readonly string[]): Promise<readonly SegmentRecord[]> {
  const headers = ids.length === 0 ? [] : await store.segments.headers(ids);
  return headers.filter((header) => header !== undefined);
}

/** The flow's claims by the ids of the segments that have their tasks. Of a task that it has not got the reason is noted. */
async function bySegment(
  machinery: Machinery,
  { address, flow }: SegmentRecord,
  claims: readonly ClaimRef[],
  reasons: Reasons,
): Promise<ReadonlyMap<string, readonly ClaimRef[]>> {
  const definition = await machinery.definitions.load(address.namespace, flow.definitionDigest, 0);
  const segments = new Map<ClaimRef, number>();
  for (const claim of claims) {
    const segment = await segmentOfTask(machinery, { address, definition }, claim.taskId);
    if (segment === undefined) reasons.set(claim, reasonOf(claim, undefined));
    else segments.set(claim, segment);
  }
  return groupedBy([...segments.keys()], (claim) => segmentId({ ...address, segment: segments.get(claim) ?? 0 }));
}

interface ClaimBeside {
  readonly claim: ClaimRef;
  readonly item: ItemBeside;
  readonly items: ItemsBeside;
}

/** Notes the reasons that the segment's entries tell. The claims on items that have none, in the order of the items. */
function lookAt(
  { store }: Machinery,
  segment: Segment,
  claims: readonly ClaimRef[],
  reasons: Reasons,
): readonly ClaimBeside[] {
  const { definition, entries } = segment;
  const items = new ItemsBeside(store.payloads, definition, entries);
  const evaluations = evaluationsByToken(entries.values());
  const beside: ClaimBeside[] = [];
  for (const claim of claims) {
    const { taskId, claimToken } = claim;
    // A flow that was run anew need not have come to an instance that its former run had.
    const number = taskId === FLOW_TASK_ID ? undefined : segment.numberOf(taskId);
    const item = number === undefined ? undefined : items.at(number);
    if (item !== undefined) {
      beside.push({ claim, item, items });
      continue;
    }
    const entry = number === undefined ? undefined : entries.get(number);
    const other = keepsToken(entry, claimToken) ? undefined : evaluations.get(claimToken);
    reasons.set(claim, reasonOf(claim, other ?? entry));
  }
  return beside.sort((a, b) => a.item.number - b.item.number);
}

/** Of the items of kind EVALUATE, by the tokens of all claims that they have had. */
function evaluationsByToken(entries: Iterable<NodeEntry>): ReadonlyMap<string, NodeEntry> {
  const found = new Map<string, NodeEntry>();
  for (const entry of entries) {
    if (entry.item === undefined) continue;
    for (const { token } of entry.history ?? []) if (token !== undefined) found.set(token, entry);
    if (entry.claim !== undefined) found.set(entry.claim.token, entry);
  }
  return found;
}

function reasonOf({ claimToken: token }: ClaimRef, entry: NodeEntry | undefined): AttemptEnd | undefined {
  if (entry?.deferred !== undefined && entry.claim?.token === token) return undefined;
  return revocation(entry, { token });
}

function groupedBy(
  claims: readonly ClaimRef[],
  keyOf: (claim: ClaimRef) => string,
): ReadonlyMap<string, readonly ClaimRef[]> {
  const groups = new Map<string, ClaimRef[]>();
  for (const claim of claims) {
    const key = keyOf(claim);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [claim]);
    else group.push(claim);
  }
  return groups;
}
