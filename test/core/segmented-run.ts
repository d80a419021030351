/**
 * Drives the core through a random graph cut into segments: messages between them are late, lost, repeated and found
 * again in the outbox; segments are thrown away and built anew from what is stored.
 */
import type { Claimant, Command } from "../../src/core/command.js";
import { dormantSegments, type FlowStart, start } from "../../src/core/decide/flow-start.js";
import { retryFault, skipFault } from "../../src/core/decide/reopen/named-fault.js";
import { type Decision, type DecisionContext, NO_OFFERS } from "../../src/core/decision.js";
import { compileChunk } from "../../src/core/definition/compile-chunk.js";
import type { CompiledDefinition } from "../../src/core/definition/compiled-definition.js";
import { restoredTasks, tasksByName } from "../../src/core/snapshot/restored-entries.js";
import type { Message } from "../../src/core/state/message.js";
import type { NodeEntry } from "../../src/core/state/node-entry.js";
import { Segment } from "../../src/core/state/segment.js";
import { isEndedFlow, type TaskState } from "../../src/core/state/states.js";
import { step } from "../../src/core/step.js";
import { cutDefinition } from "./cut-definition.js";
import { GRAPH_QUEUES, type RandomGraph, scriptedOutcome } from "./random-graph.js";
import { definitionOf } from "./random-run.js";
import { type SeededRandom, seededRandom } from "./seeded-random.js";
import { snapshotOf } from "./snapshot-of.js";
import { expectTrueIndexes } from "./true-indexes.js";

const POLLER: Claimant = { session: "poller", epoch: 1, worker: "poller" };
const RUN = { labels: {}, priority: 0, runDigest: "" };

export interface Disturbances {
  /** Chance that a delivery is lost, or comes twice. */
  readonly lost: number;
  readonly suspends: boolean;
  readonly cancels: boolean;
  /** Callers have tasks run again, begin anew or skipped. */
  readonly reopens?: boolean;
  /** Callers begin it again, with how far it had come, so often at most. */
  readonly moves?: number;
  /** A caller ends it. */
  readonly ends?: "SUCCEEDED" | "FAILED" | "CANCELLED";
}

interface Parcel {
  readonly from: number;
  readonly messages: readonly Message[];
}

export class SegmentedRun {
  readonly graph: RandomGraph;
  readonly random: SeededRandom;
  segments: Segment[] = [];
  /** How often it was begun with a snapshot. */
  moved = 0;
  readonly #definitions: readonly CompiledDefinition[];
  #parcels: Parcel[] = [];
  readonly #byName: ReadonlyMap<string, RandomGraph["tasks"][number]>;
  /** What became of the flow as a whole, as "PENDING -> RUNNING". */
  readonly transitions = new Set<string>();
  /** Nothing fails any more. */
  isMended = false;
  now = 1000;
  #tokens = 0;

  /** It starts after `delayMs`. */
  constructor(graph: RandomGraph, seed: number, segmentBound: number, delayMs = 0) {
    this.graph = graph;
    this.random = seededRandom(seed);
    this.#byName = new Map(graph.tasks.map((task) => [task.name, task]));
    const { chunks } = cutDefinition(definitionOf(graph), segmentBound);
    this.#definitions = chunks.map((chunk) => compileChunk(chunk, "digest", 0));
    this.#begin(delayMs > 0 ? { ...RUN, notBeforeTime: this.now + delayMs } : RUN);
  }

  #begin(run: FlowStart): void {
    const address = (segment: number) => ({ namespace: "default", flowId: "flow", incarnation: "first", segment });
    const [first, ...others] = this.#definitions;
    if (first === undefined) throw new Error("no segment");
    const started = start(address(0), first, run, this.#context());
    this.segments = [started.segment];
    for (const [index, state] of dormantSegments(started).entries()) {
      const part = others[index];
      if (part !== undefined) this.segments.push(new Segment(address(part.segment), part, 1, state));
    }
    started.segment.version = 1;
    this.#parcels = started.messages.length > 0 ? [{ from: 0, messages: started.messages }] : [];
  }

  /** Another run begins with how far this one has come; what this one had still to tell is lost with it. */
  beginAgain(): void {
    const told = this.segments.map(snapshotOf);
    const [first] = told;
    if (first === undefined || this.header.flow.startTime === undefined) return;
    const snapshot = { state: first.state, tasks: told.flatMap((part) => part?.tasks ?? []) };
    const named = tasksByName(snapshot);
    const parts = new Map(this.#definitions.slice(1).map((part) => [part.segment, restoredTasks(part, named)]));
    this.#begin({ ...RUN, snapshot, parts });
    this.moved += 1;
  }

  get ended(): boolean {
    return isEndedFlow(this.header.flow.state);
  }

  get header(): Segment {
    const [header] = this.segments;
    if (header === undefined) throw new Error("no header");
    return header;
  }

  /** One move, of those that can be made. */
  move({ lost, suspends, cancels, ends, reopens, moves = 0 }: Disturbances): void {
    const control = { requestDigest: "", reason: "" };
    if (this.random.chance(0.4)) this.#deliver(lost);
    else if (this.random.chance(0.5)) this.#finishOne();
    else if (this.random.chance(0.6)) this.#claim();
    else if (suspends && this.random.chance(0.1)) this.#decide(0, { kind: "suspend", ...control });
    else if (suspends && this.random.chance(0.3)) this.#decide(0, { kind: "resume", ...control });
    else if (cancels && this.random.chance(0.02)) this.#decide(0, { kind: "cancel", ...control, graceMs: 3000 });
    else if (ends !== undefined && this.random.chance(0.02)) this.end(ends);
    else if (reopens === true && this.random.chance(0.1)) this.reopen();
    else if (this.moved < moves && this.random.chance(0.05)) this.beginAgain();
    else if (this.random.chance(0.3)) this.#rebuild();
    else this.#wait();
  }

  end(state: "SUCCEEDED" | "FAILED" | "CANCELLED", cancels = this.random.chance(0.5)): void {
    const ending = { state, message: "", ...(cancels && { cancelsInFlight: true as const }) };
    this.#decide(0, { kind: "end", ending, requestDigest: "", reason: "" });
  }

  /**
   * A caller has some task run again, begin anew or skipped, or all that failed; what cannot be is asked for in vain. Returns
   * whether the flow goes on.
   */
  reopen(): boolean {
    const control = { requestDigest: "", reason: "" };
    if (this.random.chance(0.4)) {
      const reset = this.random.chance(0.2);
      return this.#decide(0, { kind: "retry", ...control, reset }).kind === "accepted";
    }
    const segment = this.random.pick(this.segments);
    const node = this.random.pick(segment.definition.nodes);
    const place = { segment: segment.address.segment, number: node.number };
    const { name } = node.task;
    const entry = segment.entry(node.number);
    if (this.random.chance(0.3)) {
      if (skipFault(node, entry, this.header.flow.startTime !== undefined) !== undefined) return false;
      return this.#decide(0, { kind: "skip", ...control, taskId: name, place }).kind === "accepted";
    }
    const reset = this.random.chance(0.4);
    if (retryFault(node, entry, reset) !== undefined) return false;
    return this.#decide(0, { kind: "retry", ...control, reset, tasks: [name], places: [place] }).kind === "accepted";
  }

  /** All that failed is run again, until nothing fails. */
  retry(): void {
    this.#decide(0, { kind: "retry", requestDigest: "", reason: "", reset: false });
  }

  /** Whether every message has arrived, and nothing waits or is worked on. */
  get isQuiet(): boolean {
    const open = ["READY", "RUNNING", "DELAYED", "PAUSED"];
    const isTold = this.#parcels.length === 0 && this.segments.every(({ post }) => post.open().length === 0);
    return isTold && [...this.states().values()].every((state) => !open.includes(state));
  }

  resume(): void {
    this.#decide(0, { kind: "resume", requestDigest: "", reason: "" });
  }

  /** The states of all tasks, by name. */
  states(): ReadonlyMap<string, TaskState> {
    return new Map(
      this.segments.flatMap((segment) =>
        segment.definition.nodes.map(({ number, task }) => [task.name, segment.stateOf(number)] as const),
      ),
    );
  }

  /** Of those that something has happened to, by name. */
  entries(): ReadonlyMap<string, NodeEntry> {
    return new Map(
      this.segments.flatMap((segment) =>
        [...segment.entries].map(([number, entry]) => [segment.taskId(number), entry] as const),
      ),
    );
  }

  #decide(index: number, command: Command): Decision {
    const segment = this.#segment(index);
    const links = segment.links;
    const decision = step(segment, command, this.#context());
    if (decision.kind === "refused") return decision;
    for (const change of decision.changes) {
      if (change.kind !== "flow" || index > 0) continue;
      this.transitions.add(`${change.previous.state} -> ${change.header.state}`);
    }
    if (decision.messages.length > 0) this.#parcels.push({ from: index, messages: decision.messages });
    if (decision.changes.length > 0 || segment.links !== links) segment.version += 1;
    if (this.random.chance(0.05)) expectTrueIndexes(segment);
    return decision;
  }

  /** Some of what is under way arrives, whatever was sent first. */
  #deliver(lost: number): void {
    const index = this.random.below(this.#parcels.length + 1);
    const parcel = this.#parcels[index];
    if (parcel === undefined) return;
    if (!this.random.chance(lost)) this.#parcels.splice(index, 1);
    if (this.random.chance(lost)) return;
    const { from, messages } = parcel;
    for (const to of new Set(messages.map((message) => message.to))) {
      const forIt = messages.filter((message) => message.to === to);
      this.#decide(to, { kind: "deliver", from, incarnation: "first", messages: forIt });
      this.#segment(from).post.acknowledge(to, this.#segment(to).links.received.get(from) ?? 0);
    }
  }

  #finishOne(): void {
    const running = this.segments.flatMap((segment, index) =>
      [...segment.heldBy("poller@1")].map((number) => ({ index, number })),
    );
    if (running.length === 0) return;
    const { index, number } = this.random.pick(running);
    const segment = this.#segment(index);
    const { name } = segment.node(number).task;
    const entry = segment.entry(number);
    const task = this.#byName.get(name);
    if (task === undefined || entry?.claim === undefined) throw new Error(`nobody holds ${name}`);
    const outcome = this.isMended ? "result" : scriptedOutcome(task, entry.tries);
    const digest = `${outcome}/${entry.tries}`;
    const told =
      outcome === "result"
        ? { kind: "result" as const, result: { contentType: "", size: 0 }, digest }
        : outcome === "cancelled"
          ? { kind: "cancelled" as const, message: "", digest }
          : { kind: "failure" as const, failure: { type: "E", message: "", retryable: true }, digest };
    this.#decide(index, { kind: "complete", taskId: name, token: entry.claim.token, outcome: told });
  }

  #claim(): void {
    const index = this.random.below(this.segments.length);
    const limit = 1 + this.random.below(3);
    this.#decide(index, { kind: "claim", claimant: POLLER, queues: GRAPH_QUEUES, limit });
  }

  #wait(): void {
    this.now += this.random.below(800);
    for (const [index, segment] of this.segments.entries()) {
      if ((segment.wakeTime() ?? Number.POSITIVE_INFINITY) <= this.now) this.#decide(index, { kind: "fire" });
    }
  }

  /** A process dies with its copy: the next one knows what is stored. */
  #rebuild(): void {
    const index = this.random.below(this.segments.length);
    const { address, definition, version, flow, entries, links } = this.#segment(index);
    this.segments[index] = new Segment(address, definition, version, { flow, nodes: new Map(entries), links });
  }

  #segment(index: number): Segment {
    const segment = this.segments[index];
    if (segment === undefined) throw new Error(`no segment ${index}`);
    return segment;
  }

  #context(): DecisionContext {
    return {
      now: this.now,
      random: this.random.next,
      tokenBits: () => {
        this.#tokens += 1;
        return String(this.#tokens);
      },
      offers: NO_OFFERS,
    };
  }
}
