/**
 * The beginning of a flow: its header, its first batch, and the moment in which it begins to run.
 */

import type { Answer, Change, DecisionContext, TaskChange } from "../decision.js";
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import { tellFamily } from "../nested/tell-family.js";
import type { FlowSnapshot } from "../snapshot/flow-snapshot.js";
import { type RestoredParts, restoredEntries, restoredTasks, tasksByName } from "../snapshot/restored-entries.js";
import { takeUp, takeUpAcross } from "../snapshot/take-up.js";
import type { Letter } from "../state/family.js";
import type { FlowHeader, OtherSegments } from "../state/flow-header.js";
import type { Inheritance } from "../state/inheritance.js";
import { type Message, NO_LINKS } from "../state/message.js";
import type { ParentLink } from "../state/nesting.js";
import type { NodeEntry } from "../state/node-entry.js";
import type { StoredPayload } from "../state/payload.js";
import { Segment, type SegmentAddress, type SegmentState } from "../state/segment.js";
import type { TaskState } from "../state/states.js";
import { answer, taskView } from "./answers.js";
import { Draft } from "./draft.js";
import { exchange } from "./exchange.js";
import { reach } from "./reach.js";
import { settle } from "./settle.js";

/** The behaviour that flows are started under: raised when the core's decisions change. */
export const RULES = 1;

/** What a run asks for beside its definition. */
export interface FlowStart {
  readonly labels: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly input?: StoredPayload;
  /** It starts no earlier; absent = at once. */
  readonly notBeforeTime?: number;
  /** Handed on with each task. */
  readonly traceContext?: string;
  readonly runRequestId?: string;
  readonly runDigest: string;
  /** The attempt that it is to be: it begins when that says so. */
  readonly parent?: ParentLink;
  /** How far its tasks have come already; sound for its definition. */
  readonly snapshot?: FlowSnapshot;
  /** Of a large flow: the tasks of the snapshot that are beyond its first segment. */
  readonly parts?: RestoredParts;
  /** Of the run whose place it takes. */
  readonly inherited?: Inheritance;
}

/** A new flow, to be written as version 1 of its segment. */
export interface StartedFlow {
  readonly segment: Segment;
  readonly answer: Answer;
  readonly changes: readonly Change[];
  /** What the other segments are to be told once it is stored. */
  readonly messages: readonly Message[];
  /** What other flows are to be told, likewise. */
  readonly letters: readonly Letter[];
  /** By segment: the entries that those beyond the first begin with, where a snapshot has tasks of theirs. */
  readonly parts: ReadonlyMap<number, ReadonlyMap<number, NodeEntry>>;
}

/**
 * Creates a flow. It runs at once, its first batch ready and handed over where sessions have credit, or is PENDING
 * until its time comes; without tasks it has SUCCEEDED. The segment's version is 0: what is there is to be written as 1.
 * Of a large flow this is segment 0: the others, by `dormantSegments`, are to be stored before it, for it makes the flow
 * exist and starts them (rule M3).
 */
export function start(
  address: SegmentAddress,
  definition: CompiledDefinition,
  run: FlowStart,
  context: DecisionContext,
): StartedFlow {
  const { now } = context;
  const header = headerOf(definition, run, now);
  const { snapshot, parts: elsewhere = new Map() } = run;
  const restored = snapshot === undefined ? [] : restoredTasks(definition, tasksByName(snapshot));
  const parts = new Map([...elsewhere].map(([number, tasks]) => [number, restoredEntries(tasks, now)]));
  const others = summaryOfOthers(definition, parts);
  const segment = new Segment(address, definition, 0, {
    flow: { ...header, ...(others !== undefined && { others }) },
    nodes: restoredEntries(restored, now),
    ...(run.inherited !== undefined && { earlier: run.inherited.earlier }),
  });
  segment.putFlow(segment.flow);
  const draft = new Draft(segment, context);
  if (snapshot !== undefined && segment.isPart) {
    takeUpAcross(draft, snapshot, [restored, ...elsewhere.values()].flat());
  } else if (snapshot !== undefined) takeUp(draft, snapshot, restored);
  else if ((definition.nodes.length === 0 && run.parent === undefined) || !startsLater(draft)) beginFlow(draft);
  settle(draft);
  // Without a root a segment waits for arrivals, and has been stored as running.
  if (segment.isPart) exchange(draft, waitingSegments(definition));
  if (segment.hasFamily) tellFamily(draft);
  const { changes, messages, letters } = draft;
  return { segment, letters, parts, answer: answer(draft, false, undefined, firstBatch(draft)), changes, messages };
}

/**
 * The segments of a large flow beyond the first, to be written as version 1, in their order. They wait for their order;
 * without a root of their own only for arrivals, which come from segments that run, but with a snapshot.
 */
export function dormantSegments({ segment, parts, answer: { flow } }: StartedFlow): SegmentState[] {
  const { runRequestId, notBeforeTime, deadline, others, epoch, reopened, gone, stopping, ...header } = flow.header;
  const kept = { ...header, requests: [] };
  const { earlier } = segment;
  const { startTime, createTime: time } = kept;
  return segment.definition.segments.slice(1).map(({ tasks, rooted }, index) => {
    const waits = rooted || startTime === undefined || reopened !== undefined;
    const { startTime: _, ...dormant } = kept;
    const state = waits ? { ...dormant, state: "PENDING" as const } : { ...kept, state: "RUNNING" as const };
    const nodes = parts.get(index + 1) ?? new Map<number, NodeEntry>();
    const told = { counts: countsOf(tasks, [...nodes.values()]), time };
    const links = { ...NO_LINKS, told };
    return { flow: state, nodes, links, ...(earlier !== undefined && { earlier }) };
  });
}

type Counts = Partial<Record<TaskState, number>>;

/** Of so many tasks, of which these have entries. */
function countsOf(tasks: number, entries: readonly NodeEntry[]): Counts {
  const counts: Counts = {};
  const untouched = tasks - entries.length;
  if (untouched > 0) counts.PENDING = untouched;
  for (const { state } of entries) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

/** Those that have to be told that the flow has begun. */
function waitingSegments({ segments }: CompiledDefinition): number[] {
  return segments.flatMap(({ rooted }, segment) => (rooted && segment > 0 ? [segment] : []));
}

function headerOf(definition: CompiledDefinition, run: FlowStart, now: number): FlowHeader {
  return {
    name: definition.flow.name,
    definitionDigest: definition.digest,
    rules: RULES,
    state: "PENDING",
    version: 1,
    createTime: now,
    updateTime: now,
    labels: run.labels,
    priority: run.priority,
    ...(run.input !== undefined && { input: run.input }),
    ...(run.notBeforeTime !== undefined && { notBeforeTime: run.notBeforeTime }),
    ...(run.traceContext !== undefined && { traceContext: run.traceContext }),
    ...(run.runRequestId !== undefined && { runRequestId: run.runRequestId }),
    runDigest: run.runDigest,
    ...(run.parent !== undefined && { parent: run.parent }),
    requests: run.inherited?.requests ?? [],
  };
}

function summaryOfOthers(
  { segments, segmentCount }: CompiledDefinition,
  parts: StartedFlow["parts"],
): OtherSegments | undefined {
  if (segmentCount === 1) return undefined;
  const tasks = segments.slice(1).reduce((sum, segment) => sum + segment.tasks, 0);
  const entries = [...parts.values()].flatMap((nodes) => [...nodes.values()]);
  return { count: segmentCount - 1, settled: 0, resting: 0, counts: countsOf(tasks, entries) };
}

/** Whether the time before which the flow must not start is still ahead, or the flow that it is within has to tell it. */
export function startsLater(draft: Draft): boolean {
  const { notBeforeTime, parent } = draft.flow;
  if (parent !== undefined && parent.order === undefined) return true;
  return notBeforeTime !== undefined && notBeforeTime > draft.now;
}

/** The flow begins to run: its clock starts and the tasks without dependencies are reached. */
export function beginFlow(draft: Draft, fields: Partial<FlowHeader> = {}): void {
  const { definition } = draft.segment;
  const { timeoutMs } = definition.flow;
  const deadline = timeoutMs === undefined ? undefined : draft.now + timeoutMs;
  draft.putFlow({ ...fields, state: "RUNNING", startTime: draft.now, ...(deadline !== undefined && { deadline }) });
  for (const root of definition.roots) reach(draft, root, undefined);
}

function isForExecutors(draft: Draft, { node, entry }: TaskChange): boolean {
  return entry.item === undefined && draft.node(node).task.type !== undefined;
}

function firstBatch(draft: Draft) {
  const ready = new Set<number>();
  for (const change of draft.changes)
    if (change.kind === "task" && change.entry.state === "READY" && isForExecutors(draft, change))
      ready.add(change.node);
  return [...ready].sort((a, b) => a - b).map((node) => taskView(draft, node));
}
