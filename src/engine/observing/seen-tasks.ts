/**
 * What there is to tell observers of a segment as it was looked at: made once for all of them, by queue.
 */
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import { unkeyedQueue } from "../../core/definition/concurrency-key.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import { queueOf } from "../../core/state/planned.js";
import type { Segment } from "../../core/state/segment.js";
import { isEndedFlow } from "../../core/state/states.js";
import { offersFrom } from "../../core/state/waiting-heads.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { WorkingCopy } from "../commit/working-copy.js";
import { type Delivery, deliveryOf } from "../dispatch/ready-task.js";

/** A task that is ready, or was. */
export class SeenTask {
  readonly number: number;
  /** Of its last change. */
  readonly version: number;
  /** Tells the times apart that it was ready, also those of one millisecond. */
  readonly readiness: string;
  readonly readyTime: number;
  /** WITHHELD: it is ready, and its flow offers nothing now. PAST: it was taken, or is over. */
  readonly standing: "OFFERED" | "WITHHELD" | "PAST";
  readonly #segment: Segment;
  readonly #entry: NodeEntry;
  #delivery: Delivery | undefined;

  constructor(segment: Segment, number: number, entry: NodeEntry & { readonly readyTime: number }, queue: string) {
    const isReady = entry.state === "READY";
    this.number = number;
    this.version = entry.version;
    this.readyTime = entry.readyTime;
    this.readiness = `${entry.readyTime} ${isReady ? entry.attempt : entry.attempt - 1}`;
    this.standing = isReady ? (offersFrom(segment, queue) ? "OFFERED" : "WITHHELD") : "PAST";
    this.#segment = segment;
    this.#entry = entry;
  }

  /** Made once for all who are told of it. */
  get delivery(): Delivery {
    const { claim, ...unclaimed } = this.#entry;
    this.#delivery ??= deliveryOf(this.#segment, this.number, unclaimed);
    return this.#delivery;
  }
}

export class SeenTasks {
  readonly id: string;
  readonly incarnation: string;
  readonly version: number;
  /** Its flow has ended; what changed after `flowVersion` is a late outcome then. */
  readonly isEnded: boolean;
  readonly flowVersion: number;
  readonly address: SegmentRecord["address"];
  /** How many segments its flow has beside it, where it is the first. */
  readonly parts: number;
  readonly #byQueue = new Map<string, SeenTask[]>();

  constructor(record: SegmentRecord, definition: CompiledDefinition) {
    const { id, address, version, flow } = record;
    this.id = id;
    this.address = address;
    this.incarnation = address.incarnation;
    this.version = version;
    this.isEnded = isEndedFlow(flow.state);
    this.flowVersion = flow.version;
    this.parts = flow.others?.count ?? 0;
    const { segment } = WorkingCopy.of(record, definition);
    for (const [number, entry] of segment.entries) this.#add(segment, number, entry);
    for (const tasks of this.#byQueue.values()) tasks.sort((a, b) => b.version - a.version);
  }

  /** Those of a queue, the last changed first. */
  of(queue: string): readonly SeenTask[] {
    return this.#byQueue.get(queue) ?? [];
  }

  #add(segment: Segment, number: number, entry: NodeEntry): void {
    const { readyTime, state } = entry;
    if (readyTime === undefined || state === "SKIPPED" || state === "CANCELLED") return;
    const queue = queueOf(segment.node(number), entry);
    const unkeyed = unkeyedQueue(queue);
    const tasks = this.#byQueue.get(unkeyed) ?? [];
    this.#byQueue.set(unkeyed, tasks);
    tasks.push(new SeenTask(segment, number, { ...entry, readyTime }, queue));
  }
}
