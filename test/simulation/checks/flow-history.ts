/**
 * What is stored of one run of a flow, commit by commit: nothing that was recorded may change, every step must be one
 * that the contract allows, and the reference model must be able to tell the same story.
 */
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { SimulatedFlow } from "../workload.js";
import { expectSoundPart } from "./flow-parts.js";
import { attemptsOf, expectSoundStep, type RecordedAttempt } from "./node-step.js";
import { Story } from "./story.js";

export class FlowHistory {
  readonly flow: SimulatedFlow;
  /** The states that each task had, in the order of the commits. */
  readonly states = new Map<string, string[]>();
  /** What is stored now, by segment. */
  readonly records = new Map<number, SegmentRecord>();
  readonly #tokens = new Map<string, string>();
  readonly #story: Story;
  /** Where each task is, by its place in the definition: the segment, and its number there. */
  readonly #addresses: ReadonlyMap<number, readonly [segment: number, number: number]>;

  constructor(flow: SimulatedFlow) {
    this.flow = flow;
    this.#story = new Story(flow, (place) => this.#entryAt(place));
    this.#addresses = new Map(
      flow.segments.flatMap((places, segment) => places.map((place, number) => [place, [segment, number] as const])),
    );
    for (const { name } of flow.graph.tasks) this.states.set(name, ["PENDING"]);
  }

  /** What is stored of its first segment, which speaks for all. */
  get last(): SegmentRecord | undefined {
    return this.records.get(0);
  }

  get hasEnded(): boolean {
    return ["SUCCEEDED", "FAILED", "CANCELLED"].includes(this.last?.flow.state ?? "");
  }

  /** Of all its tasks that something has happened to. */
  *entries(): Generator<NodeEntry> {
    for (const { nodes } of this.records.values()) yield* nodes.values();
  }

  /** Throws where the commit breaks a promise. */
  witness(before: SegmentRecord | undefined, after: SegmentRecord): void {
    if (before !== undefined && after.version !== before.version + 1) {
      throw new Error(`version ${after.version} after ${before.version}`);
    }
    this.records.set(after.address.segment, after);
    for (const [number, entry] of after.nodes) this.#step(number, before?.nodes.get(number), entry, after);
    this.#expectHoldersTrue(after);
    if (this.flow.segments.length > 1) expectSoundPart(this, before, after);
    this.#story.tell(before, after);
  }

  /** How the attempts of a task ended that a request brought an outcome for. */
  attemptOf(taskId: string, requestId: string): RecordedAttempt | undefined {
    const entry = this.entry(taskId);
    return entry === undefined ? undefined : attemptsOf(entry).find((attempt) => attempt.requestId === requestId);
  }

  entry(taskId: string): NodeEntry | undefined {
    return this.#entryAt(this.#place(taskId));
  }

  #entryAt(place: number): NodeEntry | undefined {
    const [segment = 0, number = -1] = this.#addresses.get(place) ?? [];
    return this.records.get(segment)?.nodes.get(number);
  }

  #place(taskId: string): number {
    return this.flow.graph.tasks.findIndex(({ name }) => name === taskId);
  }

  #step(number: number, before: NodeEntry | undefined, after: NodeEntry, { address }: SegmentRecord): void {
    if (before === after) return;
    const task = this.flow.graph.tasks[this.flow.segments[address.segment]?.[number] ?? -1];
    if (task === undefined) throw new Error(`a node ${number} that the definition does not have`);
    if (before?.state !== after.state) this.states.get(task.name)?.push(after.state);
    expectSoundStep(task.name, before, after);
    for (const { attempt, token } of attemptsOf(after)) this.#expectOneToken(`${task.name} attempt ${attempt}`, token);
    if (["READY", "RUNNING", "PAUSED", "SUCCEEDED"].includes(after.state)) {
      const open = task.dependsOn.filter((name) => this.entry(name)?.state !== "SUCCEEDED");
      if (open.length > 0) throw new Error(`${task.name} is ${after.state} before ${open.join(", ")}`);
    }
  }

  #expectOneToken(attempt: string, token: string | undefined): void {
    if (token === undefined) return;
    const known = this.#tokens.get(attempt) ?? token;
    if (known !== token) throw new Error(`${attempt} has two claim tokens: ${known} and ${token}`);
    this.#tokens.set(attempt, token);
  }

  /** The index by which sessions' claims are found. */
  #expectHoldersTrue({ nodes, holders }: SegmentRecord): void {
    const open = new Set<string>();
    for (const entry of nodes.values()) {
      if (isHeld(entry)) open.add(`${entry.claim?.session}@${entry.claim?.epoch}`);
    }
    const [stored, expected] = [[...holders].sort().join(" "), [...open].sort().join(" ")];
    if (stored !== expected) throw new Error(`holders are [${stored}], not [${expected}]`);
  }
}

/** Whether somebody holds a claim of it and has not deferred it. */
export function isHeld({ state, claim, deferred }: NodeEntry): boolean {
  return (state === "RUNNING" || state === "PAUSED") && claim !== undefined && deferred === undefined;
}
