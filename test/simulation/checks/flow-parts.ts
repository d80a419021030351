/**
 * What holds of flows of many segments beside all else: segment 0 speaks for the others, and they follow it.
 */
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { FlowHistory } from "./flow-history.js";
import { isHeld } from "./node-step.js";
import type { Steered } from "./steering.js";
import { verdictOver } from "./verdicts.js";

const ENDED = new Set(["SUCCEEDED", "FAILED", "SKIPPED", "CANCELLED"]);

/** `after` is the history's last of its segment. Throws where it breaks a promise. */
export function expectSoundPart(
  history: FlowHistory,
  before: SegmentRecord | undefined,
  after: SegmentRecord,
  { reopens, isEndedByCall }: Steered,
): void {
  // What is handed over in the commit by which it goes on, or goes on after a caller has ended the flow.
  if (!reopens && !isEndedByCall) expectClaimsMeant(history, before, after);
  if (after.address.segment !== 0) return;
  const was = before?.flow.state;
  const { state } = after.flow;
  if (state === "SUSPENDED" && was !== state) expectNothingHeld(history);
  // A caller ends it before all of its segments hear of it.
  if (history.hasEnded && !isEndedByCall) expectEndedWhole(history, after);
}

/** Nobody is handed a task once its segment was told to stop, nor while the flow as a whole rests. */
function expectClaimsMeant({ last }: FlowHistory, before: SegmentRecord | undefined, after: SegmentRecord): void {
  for (const [number, entry] of after.nodes) {
    if (!isHeld(entry) || before?.nodes.get(number)?.claim?.token === entry.claim?.token) continue;
    const where = `node ${number} of segment ${after.address.segment} is handed over`;
    if (before?.flow.cancellation !== undefined) throw new Error(`${where} though its flow is cancelled`);
    if (before?.flow.stopping !== undefined) throw new Error(`${where} though its flow stops`);
    if (before?.address.segment !== 0 && last?.flow.state === "SUSPENDED")
      throw new Error(`${where} in a flow at rest`);
    if (last === undefined) throw new Error(`${where} before its flow exists`);
  }
}

function expectNothingHeld({ records }: FlowHistory): void {
  for (const [segment, { nodes }] of records) {
    for (const [number, entry] of nodes) {
      if (isHeld(entry)) throw new Error(`the flow is SUSPENDED, and node ${number} of segment ${segment} is held`);
    }
  }
}

/** The verdict comes last, and what it knows of all counts is true. */
function expectEndedWhole({ flow, records }: FlowHistory, { flow: header, counts }: SegmentRecord): void {
  const actual: Record<string, number> = {};
  for (const [segment, places] of flow.segments.entries()) {
    for (const number of places.keys()) {
      const state = records.get(segment)?.nodes.get(number)?.state ?? "PENDING";
      if (!ENDED.has(state)) throw new Error(`the flow is ${header.state}, and node ${segment}/${number} is ${state}`);
      actual[state] = (actual[state] ?? 0) + 1;
    }
  }
  const known: Record<string, number> = { ...header.others?.counts };
  for (const [state, count] of Object.entries(counts)) known[state] = (known[state] ?? 0) + count;
  const told = (of: Record<string, number>) =>
    JSON.stringify(
      Object.entries(of)
        .filter(([, count]) => count !== 0)
        .sort(),
    );
  if (told(known) !== told(actual)) throw new Error(`the flow's counts are ${told(known)}, not ${told(actual)}`);
  const verdict =
    header.cancellation !== undefined || actual["CANCELLED"] !== undefined
      ? "CANCELLED"
      : actual["FAILED"] !== undefined || flow.begins?.begun.hasGone === true
        ? "FAILED"
        : "SUCCEEDED";
  const expected = verdictOver(header, verdict);
  if (header.state !== expected) throw new Error(`the flow is ${header.state}, by its tasks ${expected}`);
}
