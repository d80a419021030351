/**
 * The beginning of a flow: its header, its first batch, and the moment in which it begins to run.
 */

import type { Answer, Change, DecisionContext } from "../decision.js";
import type { CompiledDefinition } from "../definition/compiled-definition.js";
import type { FlowHeader } from "../state/flow-header.js";
import type { StoredPayload } from "../state/payload.js";
import { Segment, type SegmentAddress } from "../state/segment.js";
import { answer, taskView } from "./answers.js";
import { Draft } from "./draft.js";
import { reach } from "./propagation.js";
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
}

/** A new flow, to be written as version 1 of its segment. */
export interface StartedFlow {
  readonly segment: Segment;
  readonly answer: Answer;
  readonly changes: readonly Change[];
}

/**
 * Creates a flow. It runs at once, its first batch ready and handed over where sessions have credit, or is PENDING
 * until its time comes; without tasks it has SUCCEEDED. The segment's version is 0: what is there is to be written as 1.
 */
export function start(
  address: SegmentAddress,
  definition: CompiledDefinition,
  run: FlowStart,
  context: DecisionContext,
): StartedFlow {
  const header: FlowHeader = {
    name: definition.flow.name,
    definitionDigest: definition.digest,
    rules: RULES,
    state: "PENDING",
    version: 1,
    createTime: context.now,
    updateTime: context.now,
    labels: run.labels,
    priority: run.priority,
    ...(run.input !== undefined && { input: run.input }),
    ...(run.notBeforeTime !== undefined && { notBeforeTime: run.notBeforeTime }),
    ...(run.traceContext !== undefined && { traceContext: run.traceContext }),
    ...(run.runRequestId !== undefined && { runRequestId: run.runRequestId }),
    runDigest: run.runDigest,
    requests: [],
  };
  const segment = new Segment(address, definition, 0, { flow: header, nodes: new Map() });
  segment.putFlow(header);
  const draft = new Draft(segment, context);
  if (definition.nodes.length === 0 || !startsLater(draft)) beginFlow(draft);
  settle(draft);
  return { segment, answer: answer(draft, false, undefined, firstBatch(draft)), changes: draft.changes };
}

/** Whether the time before which the flow must not start is still ahead. */
export function startsLater(draft: Draft): boolean {
  const { notBeforeTime } = draft.flow;
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

function firstBatch(draft: Draft) {
  const ready = new Set<number>();
  for (const change of draft.changes)
    if (change.kind === "task" && change.entry.state === "READY") ready.add(change.node);
  return [...ready].sort((a, b) => a - b).map((node) => taskView(draft, node));
}
