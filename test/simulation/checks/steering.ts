/**
 * What holds of calls by which a flow is ended, goes on, or is given another input: each is recorded once and never
 * forgotten, does what it says, and nothing but such a call takes back what has ended.
 */
import { EXPRESSION_FAILED } from "../../../src/core/state/failure.js";
import { KEPT_REQUESTS } from "../../../src/core/state/flow-header.js";
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import type { StoredPayload } from "../../../src/core/state/payload.js";
import { isEndedFlow } from "../../../src/core/state/states.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { ControlCall, ControlCalls } from "./control-calls.js";
import type { TaskAddress, TaskPlaces } from "./task-places.js";

/** What calls did in one commit. */
export interface Steered {
  /** In their order. */
  readonly calls: readonly ControlCall[];
  /** The tasks that wait again for the flows that they are. */
  readonly waitAgain: readonly string[];
  /** What has ended may go on. */
  readonly reopens: boolean;
  /** What has succeeded, or was skipped by a caller, may begin anew. */
  readonly resets: boolean;
  /** Whether the flow stands ended by a caller's word. */
  readonly isEndedByCall: boolean;
}

type Requests = SegmentRecord["flow"]["requests"];

export class Steering {
  readonly #calls: ControlCalls;
  readonly #places: TaskPlaces;
  readonly #recorded = new Set<string>();
  /** The texts of the inputs that it had, one after the other. */
  readonly #inputs: (string | undefined)[] = [];
  /** By claim token: which input it had then. */
  readonly #inputAt = new Map<string, number>();
  /** The attempts that were waited for again, as flows that had ended. */
  readonly #awaited = new Set<string>();
  #isEndedByCall = false;
  #isResumed = false;
  #hasReset = false;

  constructor(calls: ControlCalls, places: TaskPlaces) {
    this.#calls = calls;
    this.#places = places;
  }

  /** Whether a request was recorded, in whatever commit. */
  has(requestId: string): boolean {
    return this.#recorded.has(requestId);
  }

  /** Whether this attempt of the task was waited for again, as a flow that had ended. */
  hasAwaited([segment, number]: TaskAddress, attempt: number): boolean {
    return this.#awaited.has(`${segment} ${number} ${attempt}`);
  }

  /** Whether a caller has resumed it since it rested last. */
  get isResumed(): boolean {
    return this.#isResumed;
  }

  /** Whether something of it has begun anew: what its items of lists did before is forgotten then. */
  get hasReset(): boolean {
    return this.#hasReset;
  }

  /** Whether a task whose claim has this token may come with this input of the flow. */
  mayCarry(token: string, input: string | undefined): boolean {
    return this.#inputs.includes(input, this.#inputAt.get(token) ?? 0);
  }

  /** Throws where the commit breaks a promise. */
  tell(before: SegmentRecord | undefined, after: SegmentRecord): Steered {
    const isFirst = after.address.segment === 0;
    const calls = isFirst ? this.#newCalls(before, after) : [];
    const waiting = waitingAgain(before, after);
    const { segment } = after.address;
    for (const [number, { attempt }] of waiting) this.#awaited.add(`${segment} ${number} ${attempt}`);
    const reopens =
      waiting.length > 0 ||
      calls.some(({ kind }) => kind === "retry" || kind === "skip") ||
      followsOrder(before, after);
    expectEndKept(before, after, reopens);
    if (isFirst) {
      this.#expectInput(after, calls);
      for (const call of calls) this.#expectDone(call, calls, before, after);
      const last = calls.findLast(({ kind }) => kind === "end" || kind === "retry" || kind === "skip");
      if (last !== undefined || reopens) this.#isEndedByCall = last?.kind === "end";
      this.#isResumed = calls.some(({ kind }) => kind === "resume") || (this.#isResumed && !rests(before));
      this.#hasReset ||= calls.some((call) => call.kind === "retry" && call.reset);
    }
    // One that has not heard of the end yet has waited all along.
    const waitAgain = waiting.flatMap(([number, entry]) => {
      const hadEnded = before?.nodes.get(number)?.endTime !== undefined;
      return (hadEnded && this.#places.idOf([segment, number], entry)) || [];
    });
    return { calls, waitAgain, reopens, resets: this.#hasReset, isEndedByCall: this.#isEndedByCall };
  }

  /** Requests are recorded behind those that were, once each, and by a copy that was not refused. */
  #newCalls(before: SegmentRecord | undefined, after: SegmentRecord): readonly ControlCall[] {
    const is: Requests = after.flow.requests;
    if (before === undefined && after.earlier !== undefined) {
      // Those of the runs whose place it takes: none of them is carried out in this one.
      for (const { rpc, requestId } of is) this.#recorded.add(`${rpc} ${requestId}`).add(requestId);
      return [];
    }
    const was: Requests = before?.flow.requests ?? [];
    if (was === is) return [];
    const names = (requests: Requests) => requests.map(({ rpc, requestId }) => `${rpc} ${requestId}`);
    const [old, now] = [names(was), names(is)];
    const from = old.findIndex((_, first) => old.slice(first).every((name, index) => now[index] === name));
    const kept = from < 0 ? 0 : old.length - from;
    if (kept < old.length && now.length < KEPT_REQUESTS) {
      throw new Error(`requests were forgotten: ${old.join()} became ${now.join()}`);
    }
    return is.slice(kept).flatMap(({ rpc, requestId }) => {
      const name = `${rpc} ${requestId}`;
      if (this.#recorded.has(name)) throw new Error(`request ${name} was carried out twice`);
      if (!this.#calls.mayWrite(requestId)) throw new Error(`request ${name} was refused, and is carried out`);
      const version = this.#calls.versionOf(requestId) ?? before?.version;
      if (version !== before?.version) throw new Error(`request ${name} was for ${version}, not ${before?.version}`);
      this.#recorded.add(name).add(requestId);
      return this.#calls.of(requestId) ?? [];
    });
  }

  #expectInput({ flow, nodes }: SegmentRecord, calls: readonly ControlCall[]): void {
    const brought = calls.flatMap((call) => ("input" in call && call.input !== undefined ? [call.input] : []));
    const input = textOf(flow.input);
    const expected = brought.length > 0 ? brought.at(-1) : this.#inputs.at(-1);
    if (this.#inputs.length > 0 && input !== expected) throw new Error(`its input is ${input}, not ${expected}`);
    if (this.#inputs.length === 0 || brought.length > 0) this.#inputs.push(...brought.slice(0, -1), input);
    for (const { claim } of nodes.values()) {
      if (claim !== undefined && !this.#inputAt.has(claim.token)) {
        this.#inputAt.set(claim.token, this.#inputs.length - 1);
      }
    }
  }

  /** What one call alone has changed in a commit stands there; what it changes in other segments follows later. */
  #expectDone(
    call: ControlCall,
    calls: readonly ControlCall[],
    before: SegmentRecord | undefined,
    { flow, nodes }: SegmentRecord,
  ): void {
    if (calls.filter(({ kind }) => kind !== "resume").length > 1) return;
    // An output that cannot be computed fails what was to succeed.
    const isUncomputed = call.kind === "end" && call.state === "SUCCEEDED" && flow.failure?.type === EXPRESSION_FAILED;
    if (call.kind === "end" && flow.state !== call.state && flow.ending?.state !== call.state && !isUncomputed) {
      throw new Error(`it was ended ${call.state}, and is ${flow.state}`);
    }
    if (this.#places.isCut) return;
    const numberOf = (taskId: string) => this.#places.addressOf(taskId, new Map([[0, { nodes }]]))?.[1] ?? -1;
    if (call.kind === "skip") {
      const { state, evaluation, failure } = nodes.get(numberOf(call.taskId)) ?? {};
      // A condition on what follows may fail it all the same.
      const isSkipped = state === "SKIPPED" || evaluation?.skips === true || failure?.type === EXPRESSION_FAILED;
      if (!isSkipped) throw new Error(`${call.taskId} was skipped, is ${state}`);
    }
    if (call.kind === "retry") {
      const stays = call.tasks.find((taskId) => {
        const was = before?.nodes.get(numberOf(taskId));
        return was !== undefined && was === nodes.get(numberOf(taskId));
      });
      if (stays !== undefined) throw new Error(`${stays} was run again, and stays as it was`);
    }
  }
}

/** What has ended has ended. */
function expectEndKept(before: SegmentRecord | undefined, { flow }: SegmentRecord, reopens: boolean): void {
  const was = before?.flow.state ?? "PENDING";
  if (!isEndedFlow(was) || flow.state === was || reopens) return;
  throw new Error(`the flow was ${was}, and is ${flow.state} by nobody's word`);
}

/** A segment of a large flow goes on by its segment 0's order, at once or when it has heard of all that it waits for. */
function followsOrder(before: SegmentRecord | undefined, { flow, links }: SegmentRecord): boolean {
  if (flow.reopened !== before?.flow.reopened) return true;
  return links?.awaited !== before?.links?.awaited;
}

function rests(record: SegmentRecord | undefined): boolean {
  return record?.flow.state === "SUSPENDED";
}

function waitingAgain(before: SegmentRecord | undefined, { nodes }: SegmentRecord): [number, NodeEntry][] {
  return [...nodes].filter(([number, { child }]) => {
    const was = before?.nodes.get(number);
    return was !== undefined && child?.reopened !== undefined && child.reopened !== was.child?.reopened;
  });
}

function textOf(input: StoredPayload | undefined): string | undefined {
  return input?.data === undefined ? undefined : Buffer.from(input.data).toString();
}
