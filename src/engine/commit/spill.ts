/**
 * Moves payloads that are too large for the state beside it, before the write that names them (rules C6, M5).
 */
import { createHash } from "node:crypto";
import type { Change } from "../../core/decision.js";
import { LIMITS } from "../../core/limits.js";
import { entryBytes } from "../../core/state/entry-bytes.js";
import type { StoredFailure } from "../../core/state/failure.js";
import type { FlowHeader } from "../../core/state/flow-header.js";
import { barestEntry, leanEntry } from "../../core/state/lean-entry.js";
import { isLong } from "../../core/state/long-list.js";
import type { ChildFlow } from "../../core/state/nesting.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import { inlineSize, metadataSize, type StoredPayload } from "../../core/state/payload.js";
import type { Segment } from "../../core/state/segment.js";
import type { TaskDecision } from "../../core/state/task-decision.js";
import { withField } from "../../core/state/with-field.js";
import type { PayloadRecord } from "../../store/payload-store.js";
import { failureBody } from "../views/failure-body.js";
import { spilledList } from "./spill-list.js";
import { spilledUndone } from "./spill-reversal.js";

/** Up to this size of a segment small payloads stay inline; a segment of many nodes has a share for each. */
const TARGET_BYTES = 64 * 1024;
const TARGET_BYTES_PER_NODE = 512;
/** Beyond the target only payloads up to this stay inline. */
const TIGHT_INLINE_BYTES = 128;

/** Whatever of the changed entries is too large inline gets a record; the segment's entries then name it. */
export function spill(segmentId: string, segment: Segment, changes: readonly Change[]): PayloadRecord[] {
  const bound = inlineBound(segment.bytes, segment.definition.nodes.length);
  const isLarge = segment.bytes > LIMITS.leanSegmentBytes;
  const records: PayloadRecord[] = [];
  if (changes.some(({ kind }) => kind === "flow")) {
    const prefix = `${segmentId}/${segment.address.incarnation}/flow/0`;
    const header = spilledHeader(segment.flow, (payload) =>
      spilledPayload(payload, TIGHT_INLINE_BYTES, prefix, records),
    );
    if (header !== segment.flow) segment.putFlow(header);
  }
  for (const change of changes) {
    if (change.kind === "flow") continue;
    const entry = segment.entries.get(change.node);
    if (entry === undefined) continue;
    const prefix = `${segmentId}/${segment.address.incarnation}/${change.node}/${entry.attempt}`;
    const lean = isLarge ? leanEntry(entry, bodyOf) : entry;
    const spilled = spilledEntry(lean, (payload) => spilledPayload(payload, bound, prefix, records));
    if (spilled !== entry) segment.put(change.node, spilled);
  }
  return records;
}

export interface Spilled {
  readonly records: readonly PayloadRecord[];
  readonly changes: readonly Change[];
}

/** Every entry is kept with no more than it must have. It costs what the segment has: only for one that is full. */
export function spillAll(segmentId: string, segment: Segment): Spilled {
  const records: PayloadRecord[] = [];
  const changes: Change[] = [];
  for (const [node, entry] of [...segment.entries]) {
    const prefix = `${segmentId}/${segment.address.incarnation}/${node}/${entry.attempt}`;
    const replace = (payload: StoredPayload) => spilledPayload(payload, TIGHT_INLINE_BYTES, prefix, records);
    const spilled = spilledEntry(barestEntry(entry, bodyOf), replace);
    if (spilled === entry) continue;
    segment.put(node, spilled);
    changes.push({ kind: "kept", node });
  }
  return { records, changes };
}

function bodyOf(failure: StoredFailure): StoredPayload {
  return failureBody({ ...failure, causes: [] });
}

/** Of the entries that a segment is to be stored with: as they are then, what is too large inline in the records. */
export function spilledNodes(
  segmentId: string,
  incarnation: string,
  nodes: ReadonlyMap<number, NodeEntry>,
  records: PayloadRecord[],
): ReadonlyMap<number, NodeEntry> {
  const bytes = [...nodes.values()].reduce((sum, entry) => sum + entryBytes(entry), 0);
  const bound = inlineBound(bytes, nodes.size);
  const isLarge = bytes > LIMITS.leanSegmentBytes;
  const spilled = ([node, entry]: readonly [number, NodeEntry]) => {
    const prefix = `${segmentId}/${incarnation}/${node}/${entry.attempt}`;
    const lean = isLarge ? leanEntry(entry, bodyOf) : entry;
    return [node, spilledEntry(lean, (payload) => spilledPayload(payload, bound, prefix, records))] as const;
  };
  return new Map([...nodes].map(spilled));
}

/** Up to this size payloads stay in a state of so many bytes. */
function inlineBound(bytes: number, nodes: number): number {
  const target = Math.max(TARGET_BYTES, nodes * TARGET_BYTES_PER_NODE);
  return bytes > target ? TIGHT_INLINE_BYTES : LIMITS.inlinePayloadBytes;
}

/** The header is written whole at each of its changes: what was decided to be in it is kept beside unless it is tiny. */
function spilledHeader(flow: FlowHeader, replace: (payload: StoredPayload) => StoredPayload): FlowHeader {
  let spilled = flow;
  // Only a new one is larger than what Run has left here.
  if (flow.input !== undefined && inlineSize(flow.input) > LIMITS.inlinePayloadBytes) {
    spilled = withField(spilled, "input", replace(flow.input));
  }
  if (flow.output !== undefined) spilled = withField(spilled, "output", replace(flow.output));
  if (flow.globals === undefined) return spilled;
  const globals = Object.entries(flow.globals).map(([key, value]) => [key, replace(value)] as const);
  const isSame = globals.every(([key, value]) => flow.globals?.[key] === value);
  return isSame ? spilled : { ...spilled, globals: Object.fromEntries(globals) };
}

/** The payload by reference, its bytes and metadata added to the records, where they are more than `bound`. */
export function spilledPayload(
  payload: StoredPayload,
  bound: number,
  prefix: string,
  records: PayloadRecord[],
): StoredPayload {
  const { data, metadata, ...rest } = payload;
  if (data === undefined || inlineSize(payload) <= bound) return payload;
  const hash = createHash("sha256").update(payload.contentType).update("\0").update(data);
  // The same bytes may come with other metadata.
  if (metadata !== undefined) hash.update("\0").update(JSON.stringify(Object.entries(metadata).sort()));
  const ref = `${prefix}/${hash.digest("base64url")}`;
  records.push({ id: ref, payload: { data, contentType: payload.contentType, metadata: metadata ?? {} } });
  return { ...rest, ref, ...(metadata !== undefined && { metadataSize: metadataSize(metadata) }) };
}

/** Replaces every payload of an entry; the entry itself where none differs. */
function spilledEntry(entry: NodeEntry, replace: (payload: StoredPayload) => StoredPayload): NodeEntry {
  let spilled = entry;
  if (entry.result !== undefined) spilled = withField(spilled, "result", replace(entry.result));
  if (entry.failure !== undefined) spilled = withField(spilled, "failure", spilledFailure(entry.failure, replace));
  if (entry.child?.spawned?.input !== undefined)
    spilled = withField(spilled, "child", spilledChild(entry.child, replace));
  if (entry.context !== undefined) spilled = withField(spilled, "context", replace(entry.context));
  if (entry.memo !== undefined) spilled = withField(spilled, "memo", replace(entry.memo));
  if (entry.input !== undefined) spilled = withField(spilled, "input", replace(entry.input));
  if (entry.rounds !== undefined) {
    const results = entry.rounds.results.map(replace);
    const isSame = results.every((result, place) => result === entry.rounds?.results[place]);
    if (!isSame) spilled = { ...spilled, rounds: { ...entry.rounds, results } };
  }
  if (entry.each?.content !== undefined) {
    spilled = withField(spilled, "each", withField(entry.each, "content", replace(entry.each.content)));
  }
  if (isLong(entry.list)) spilled = withField(spilled, "list", spilledList(entry.list, replace));
  if (entry.decision !== undefined) spilled = withField(spilled, "decision", spilledDecision(entry.decision, replace));
  if (entry.pending?.kind === "result") {
    const result = replace(entry.pending.result);
    if (result !== entry.pending.result) spilled = { ...spilled, pending: { ...entry.pending, result } };
  } else if (entry.pending?.kind === "failure") {
    const failure = spilledFailure(entry.pending.failure, replace);
    if (failure !== entry.pending.failure) spilled = { ...spilled, pending: { ...entry.pending, failure } };
  }
  if (entry.progress?.details !== undefined) {
    const details = replace(entry.progress.details);
    if (details !== entry.progress.details) spilled = { ...spilled, progress: { ...entry.progress, details } };
  }
  if (entry.history !== undefined) {
    const history = entry.history.map((record) =>
      record.failure === undefined ? record : withField(record, "failure", spilledFailure(record.failure, replace)),
    );
    if (history.some((record, index) => record !== entry.history?.[index])) spilled = { ...spilled, history };
  }
  if (entry.reversal === undefined && entry.scope === undefined) return spilled;
  return spilledUndone(spilled, { payload: replace, failure: (failure) => spilledFailure(failure, replace) });
}

function spilledChild(child: ChildFlow, replace: (payload: StoredPayload) => StoredPayload): ChildFlow {
  const { spawned } = child;
  if (spawned?.input === undefined) return child;
  return withField(child, "spawned", withField(spawned, "input", replace(spawned.input)));
}

function spilledDecision(decision: TaskDecision, replace: (payload: StoredPayload) => StoredPayload): TaskDecision {
  const { context, end } = decision;
  const spilled = context === undefined ? decision : withField(decision, "context", replace(context));
  if (end?.output === undefined) return spilled;
  return withField(spilled, "end", withField(end, "output", replace(end.output)));
}

function spilledFailure(failure: StoredFailure, replace: (payload: StoredPayload) => StoredPayload): StoredFailure {
  return failure.body === undefined ? failure : withField(failure, "body", replace(failure.body));
}
