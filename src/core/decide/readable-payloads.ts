/**
 * Which payloads that are kept beside a state the expressions of its definition may still read.
 */
import type { DecisionContext } from "../decision.js";
import { type PayloadReads, payloadReads } from "../definition/payload-reads.js";
import { LIMITS } from "../limits.js";
import { itemsInList } from "../state/item-lists.js";
import { isLong } from "../state/long-list.js";
import type { NodeEntry } from "../state/node-entry.js";
import { isJson, type StoredPayload } from "../state/payload.js";
import type { Segment } from "../state/segment.js";
import { isTerminalTask } from "../state/states.js";
import { readAhead } from "./read-ahead.js";

const NONE: ReadonlySet<string> = new Set();

/** What is brought beside what an evaluation lacks: the first time of a decision nothing. */
export function furtherPayloads(
  segment: Segment,
  { brought }: DecisionContext,
  missing: readonly string[],
): readonly string[] {
  const { ref } = segment.flow.input ?? {};
  // The flow's input, which all of its decisions may read, is no sign of one that reads many.
  if (brought === undefined || [...brought.keys()].every((one) => one === ref)) return [];
  return readAhead(readablePayloads(segment), missing, () => LIMITS.decisionInputBytes, brought);
}

/** Of the tasks in definition order; then of further instances, as they came to be. */
function readablePayloads(segment: Segment): readonly StoredPayload[] {
  const { definition, entries, flow } = segment;
  const reads = payloadReads(definition);
  const globals = reads.names.has("globals") ? Object.values(flow.globals ?? {}) : [];
  const numbers = [...entries.keys()].sort((a, b) => a - b);
  const ofTasks = numbers.flatMap((number) => ofEntry(segment, reads, number));
  return [...globals, ...ofTasks].filter(isReadable);
}

/** What is not is never asked for: its evaluation fails. */
function isReadable(payload: StoredPayload): boolean {
  return payload.ref !== undefined && payload.size <= LIMITS.expressionInputBytes && isJson(payload);
}

function ofEntry(segment: Segment, reads: PayloadReads, number: number): readonly StoredPayload[] {
  const entry = segment.entry(number);
  // Those of items are read through their tasks.
  if (entry === undefined || entry.item !== undefined || entry.each !== undefined) return [];
  const node = entry.origin?.node ?? number;
  const own = isDrawn(entry) ? NONE : (reads.own.get(node) ?? NONE);
  // The result of a round is read as the previous one of the next.
  const isRead = reads.results.has(node) || own.has("result") || own.has("previous");
  return [
    ...(isRead ? resultsOf(segment, entry) : []),
    ...(own.has("previous") ? (entry.rounds?.results ?? []) : []),
    // Handed on: who reads one follows from edges.
    ...(reads.names.has("context") ? contextsOf(entry) : []),
  ];
}

/** Its own expressions are not evaluated any more. */
function isDrawn({ state, drawn }: NodeEntry): boolean {
  return isTerminalTask(state) && drawn === undefined;
}

/** The result, or that which waits for its delay_after. */
function resultsOf(segment: Segment, { result, pending }: NodeEntry): readonly StoredPayload[] {
  const own = result ?? (pending?.kind === "result" ? pending.result : undefined);
  if (own?.itemsOf === undefined) return own === undefined ? [] : [own];
  if (isLong(segment.entry(own.itemsOf)?.list)) return [];
  const items = itemsInList(segment, own.itemsOf).flatMap((item) => segment.entry(item)?.result ?? []);
  const bytes = items.reduce((sum, { size }) => sum + size, 0);
  return bytes > LIMITS.expressionInputBytes ? [] : items;
}

function contextsOf({ context, decision }: NodeEntry): readonly StoredPayload[] {
  return [context, decision?.context].filter((payload) => payload !== undefined);
}
