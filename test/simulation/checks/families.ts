/**
 * What flows within each other keep: none begins that nobody waits for, none begins twice, and a flow at rest has none
 * within it that works.
 */
import { LIMITS } from "../../../src/core/limits.js";
import { isOpenChild } from "../../../src/core/state/child-flow.js";
import { childFlowId } from "../../../src/core/state/nesting.js";
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import { isEndedFlow } from "../../../src/core/state/states.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { FlowHistory } from "./flow-history.js";

export class Families {
  readonly #current: (flowId: string) => FlowHistory | undefined;
  /** Those that have begun, by id: the run that has. */
  readonly #begun = new Map<string, string>();

  constructor(current: (flowId: string) => FlowHistory | undefined) {
    this.#current = current;
  }

  /** `after` is the history's last of its segment. Throws where the commit breaks a promise. */
  witness(history: FlowHistory, before: SegmentRecord | undefined, after: SegmentRecord): void {
    for (const [number, entry] of after.nodes) {
      const was = before?.nodes.get(number);
      if (was !== entry && isOpenChild(was) && entry.attempt === was?.attempt) this.#expectEnded(after, number, entry);
    }
    if (after.address.segment !== 0) return;
    if (before?.flow.startTime === undefined && after.flow.startTime !== undefined) this.#expectWanted(after);
    if (isEndedFlow(before?.flow.state ?? "PENDING") && !isEndedFlow(after.flow.state)) this.#expectAwaited(after);
    if (before?.flow.state !== "SUSPENDED" && after.flow.state === "SUSPENDED") this.#expectAtRest(history);
  }

  #expectWanted({ address, flow: { parent } }: SegmentRecord): void {
    if (parent === undefined) return;
    const before = this.#begun.get(address.flowId);
    if (before !== undefined) throw new Error(`it begins as run ${address.incarnation}, and has as ${before}`);
    this.#begun.set(address.flowId, address.incarnation);
    const record = this.#current(parent.flowId)?.records.get(parent.segment);
    const attempt = record?.nodes.get(parent.number)?.attempt ?? 0;
    if (record?.address.incarnation !== parent.incarnation) throw new Error("it begins, and who it is within is gone");
    if (attempt < parent.attempt) throw new Error(`it begins as attempt ${parent.attempt}, there have been ${attempt}`);
  }

  /** What a flow has ended with counts for its task: the flow of that attempt has ended. */
  #expectEnded({ address }: SegmentRecord, number: number, entry: NodeEntry): void {
    // An outsider may have brought another outcome for it.
    if (isOpenChild(entry) || entry.outcomeDigest === undefined || entry.requestId !== undefined) return;
    const child = this.#current(childFlowId(address, number, entry.attempt));
    // One that has not begun need not be waited for where its flow is cancelled.
    if (child?.last?.flow.startTime === undefined || child.hasEnded) return;
    throw new Error(`node ${number} has heard of an end, and ${child.flow.flowId} is ${child.last.flow.state}`);
  }

  /** It goes on after its end: the task that it is has waited for it again. */
  #expectAwaited({ flow: { parent } }: SegmentRecord): void {
    if (parent === undefined) return;
    const above = this.#current(parent.flowId);
    if (above?.last?.address.incarnation !== parent.incarnation) return;
    if (above.steering.hasAwaited([parent.segment, parent.number], parent.attempt)) return;
    throw new Error(`it goes on, and ${parent.taskId} of ${parent.flowId} has not waited for it`);
  }

  #expectAtRest({ records }: FlowHistory): void {
    for (const { address, nodes } of records.values()) {
      for (const [number, entry] of nodes) {
        if (!isOpenChild(entry)) continue;
        const child = this.#current(childFlowId(address, number, entry.attempt));
        const { startTime, state } = child?.last?.flow ?? {};
        if (startTime === undefined || child?.hasEnded === true || state === "SUSPENDED") continue;
        // By itself it may go on while what it is within waits for others.
        if (child?.steering.isResumed === true) continue;
        throw new Error(`it is SUSPENDED, and ${child?.flow.flowId} within it is ${state}`);
      }
    }
  }
}

/** Whether the attempt that was claimed with this token has gone on as a flow, as far as the task's history reaches. */
export function goesOnAsFlow(entry: NodeEntry | undefined, token: string): boolean {
  const { claim, child, history = [] } = entry ?? {};
  const is = claim?.token === token && child?.spawned !== undefined;
  return is || history.length >= LIMITS.attemptsKept || history.some((one) => one.token === token && one.spawned);
}
