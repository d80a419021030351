/**
 * A segment as this process works on it: the core's working copy with what the store keeps beside it, so that a round
 * writes only what differs.
 */

import type { Change } from "../../core/decision.js";
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import { type Nesting, NO_NESTING } from "../../core/state/family.js";
import { lentClaim } from "../../core/state/lendings.js";
import { type Links, type Message, NO_LINKS } from "../../core/state/message.js";
import { type Head, openClaim, Segment } from "../../core/state/segment.js";
import { isEndedFlow } from "../../core/state/states.js";
import { commitName, type SegmentRecord, type SegmentUpdate } from "../../store/segment-record.js";

/** More writers than this in one segment, and those that are no longer alive are forgotten. */
const WRITERS_KEPT = 8;

/** What an entry occupies in memory beside its payloads, and a segment beside its entries, roughly. */
const BYTES_PER_ENTRY = 600;
const BYTES_PER_SEGMENT = 5_000;
/** And what it knows of a request to an earlier run. */
const BYTES_PER_REQUEST = 100;

/** Who writes, and which other processes live. */
export interface Writer {
  readonly process: string;
  readonly round: number;
  readonly liveProcesses: ReadonlySet<string>;
}

export class WorkingCopy {
  readonly id: string;
  readonly segment: Segment;
  #commit = "";
  #heads: readonly Head[] = [];
  #holders: readonly string[] = [];
  #lenders: readonly string[] = [];
  #wakeTime: number | undefined;
  #writers: readonly string[] = [];
  #links: Links | undefined;
  #nesting: Nesting = NO_NESTING;

  private constructor(id: string, segment: Segment) {
    this.id = id;
    this.segment = segment;
  }

  /** Of what is stored. */
  static of(record: SegmentRecord, definition: CompiledDefinition): WorkingCopy {
    const copy = new WorkingCopy(record.id, new Segment(record.address, definition, record.version, record));
    copy.stored(record);
    return copy;
  }

  /** Of a flow that is not stored yet. */
  static created(id: string, segment: Segment): WorkingCopy {
    return new WorkingCopy(id, segment);
  }

  /** The record that stores a new flow, as version 1. */
  record({ process, round }: Omit<Writer, "liveProcesses">): SegmentRecord {
    const { segment } = this;
    const wakeTime = segment.wakeTime();
    const lenders = segment.holding.lenders();
    return {
      id: this.id,
      address: segment.address,
      version: 1,
      commit: commitName(process, round),
      flow: segment.flow,
      nodes: new Map(segment.entries),
      ...(segment.isPart && { links: segment.links }),
      ...(segment.hasFamily && { nesting: segment.family.nesting }),
      ...(segment.earlier !== undefined && { earlier: segment.earlier }),
      heads: segment.heads(),
      holders: segment.holders,
      ...(lenders.length > 0 && { lenders }),
      counts: Object.fromEntries(segment.counts),
      writers: { [process]: round },
      ...(wakeTime !== undefined && { wakeTime }),
    };
  }

  /** Whether this copy is what the store has under this version and commit, with no decision made on it since. */
  isStoredAs(version: number, commit: string): boolean {
    return this.segment.position === version && this.#commit === commit;
  }

  /** Whether it shows as much of the same run, or more. */
  isAtLeast({ segment }: WorkingCopy): boolean {
    const { address, version } = this.segment;
    return address.incarnation === segment.address.incarnation && version >= segment.version;
  }

  /** This copy is what the store has as this record. */
  stored(record: SegmentRecord): void {
    this.segment.version = record.version;
    this.#commit = record.commit;
    this.#heads = record.heads;
    this.#holders = record.holders;
    this.#lenders = record.lenders ?? [];
    this.#wakeTime = record.wakeTime;
    this.#writers = Object.keys(record.writers);
    this.#links = this.segment.links;
    this.#nesting = this.segment.family.nesting;
  }

  /**
   * What it occupies in memory, roughly; bytes. A part of a large definition is kept alive by its copy and hardly ever
   * shared; a whole definition is shared by all flows of it.
   */
  get size(): number {
    const { definition, bytes, entries } = this.segment;
    const definitionBytes = this.segment.isPart ? definition.size : definition.nodes.length * 4;
    const requests = this.segment.earlier?.completions.length ?? 0;
    return BYTES_PER_SEGMENT + bytes + entries.size * BYTES_PER_ENTRY + definitionBytes + requests * BYTES_PER_REQUEST;
  }

  /** What it has to tell other segments, as it is stored: what a decision under way adds must not be told (rule C4). */
  get storedOutbox(): readonly Message[] {
    return this.#links?.outbox ?? [];
  }

  /** Whether its exchange with other segments and flows has gone on since it was stored. */
  get hasExchanged(): boolean {
    return this.#links !== this.segment.links || this.#hasTold;
  }

  /** Whether what it tells other flows differs from what is stored. */
  get #hasTold(): boolean {
    return this.#nesting !== this.segment.family.nesting;
  }

  /** Whether the stored wake time is earlier than the earliest timer: only the sweep moves it later (rule D5). */
  get wakesTooEarly(): boolean {
    return this.#wakeTime !== undefined && this.#wakeTime !== this.segment.wakeTime();
  }

  /**
   * The update that makes the store's copy equal to this one. `exactWake` moves the wake time later, too; otherwise it
   * stays a lower bound, which saves an index write per commit.
   */
  update(writer: Writer, changes: readonly Change[], exactWake: boolean, notAfter?: number): SegmentUpdate {
    const { segment } = this;
    const heads = segment.heads();
    const { holders } = segment;
    const lenders = segment.holding.lenders();
    const wakeTime = this.#nextWakeTime(exactWake);
    const signalled = signalledProcesses(segment, changes, writer.process);
    const dead = this.#writers.filter((name) => name !== writer.process && !writer.liveProcesses.has(name));
    const changed = new Set(changes.flatMap((change) => (change.kind === "flow" ? [] : [change.node])));
    const gone = [...changed].filter((number) => !segment.entries.has(number));
    return {
      guard: {
        id: this.id,
        version: segment.version,
        commit: this.#commit,
        ...(notAfter !== undefined && { notAfter }),
      },
      process: writer.process,
      round: writer.round,
      nodes: new Map([...changed].flatMap((node) => entryOf(segment, node))),
      ...(gone.length > 0 && { gone }),
      counts: Object.fromEntries(segment.counts),
      ...(changes.some((change) => change.kind === "flow")
        ? { flow: segment.flow }
        : changes.length > 0 && { updateTime: segment.flow.updateTime }),
      ...(this.#hasTold && { nesting: segment.family.nesting }),
      ...(this.#links !== segment.links && { links: { from: this.#links ?? NO_LINKS, to: segment.links } }),
      ...(!sameHeads(heads, this.#heads) && { heads }),
      ...(holders.join() !== this.#holders.join() && { holders }),
      ...(lenders.join() !== this.#lenders.join() && { lenders }),
      ...(wakeTime !== this.#wakeTime && { wakeTime: wakeTime ?? null }),
      ...(signalled.length > 0 && { signalled }),
      ...(this.#writers.length > WRITERS_KEPT && dead.length > 0 && { forgetWriters: dead }),
    };
  }

  /** The update landed: this copy is what is stored now. */
  landed(update: SegmentUpdate): void {
    this.segment.version = update.guard.version + 1;
    this.#commit = commitName(update.process, update.round);
    if (update.links !== undefined) this.#links = update.links.to;
    if (update.nesting !== undefined) this.#nesting = update.nesting;
    if (update.heads !== undefined) this.#heads = update.heads;
    if (update.holders !== undefined) this.#holders = update.holders;
    if (update.lenders !== undefined) this.#lenders = update.lenders;
    if (update.wakeTime !== undefined) this.#wakeTime = update.wakeTime ?? undefined;
    const forgotten = new Set(update.forgetWriters);
    this.#writers = [...new Set([...this.#writers, update.process])].filter((name) => !forgotten.has(name));
  }

  #nextWakeTime(exact: boolean): number | undefined {
    const wakeTime = this.segment.wakeTime();
    const stored = this.#wakeTime;
    if (exact || stored === undefined || isEndedFlow(this.segment.flow.state)) return wakeTime;
    return wakeTime !== undefined && wakeTime < stored ? wakeTime : stored;
  }
}

function entryOf(segment: Segment, node: number): [number, NonNullable<ReturnType<Segment["entry"]>>][] {
  const entry = segment.entries.get(node);
  return entry === undefined ? [] : [[node, entry]];
}

function sameHeads(a: readonly Head[], b: readonly Head[]): boolean {
  return (
    a.length === b.length &&
    a.every((head, index) => {
      const other = b[index];
      return head.queue === other?.queue && head.priority === other.priority && head.time === other.time;
    })
  );
}

/** Of a lender. */
function processOf(lender: string): string {
  return lender.slice(0, lender.lastIndexOf("."));
}

/** The other processes whose sessions must hear of these changes: a claim of theirs ended, or is to be cancelled; and whose permits came back. */
function signalledProcesses(segment: Segment, changes: readonly Change[], process: string): string[] {
  const owners = new Set<string | undefined>();
  for (const change of changes) {
    if (change.kind === "task") {
      const before = openClaim(change.previous);
      if (before !== undefined && before.token !== openClaim(change.entry)?.token) owners.add(before.owner);
      const lent = lentClaim(change.previous);
      if (lent === undefined || lent.token === lentClaim(change.entry)?.token) continue;
      for (const lender of lent.lent) owners.add(processOf(lender));
    } else if (change.kind === "flow" && change.header.state === "CANCELLING") {
      for (const holder of segment.holders) {
        for (const node of segment.heldBy(holder)) owners.add(openClaim(segment.entry(node))?.owner);
      }
    }
  }
  owners.delete(process);
  return [...owners].filter((owner) => owner !== undefined);
}
