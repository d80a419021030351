/**
 * A session that only observes: it is told of every task that is or becomes ready on its queues, whoever takes it, claims
 * nothing and holds nothing. It follows the store's history of changes, and reads the flows that changed.
 */
import { unkeyedQueue } from "../../core/definition/concurrency-key.js";
import { LIMITS } from "../../core/limits.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import { queueOf } from "../../core/state/planned.js";
import type { Segment } from "../../core/state/segment.js";
import { isEndedFlow } from "../../core/state/states.js";
import { offersFrom } from "../../core/state/waiting-heads.js";
import { headerSegmentId, segmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import type { FlowCursor } from "../../store/segment-store.js";
import { WorkingCopy } from "../commit/working-copy.js";
import type { Session, SessionFrame } from "../engine.js";
import type { Machinery } from "../machinery.js";
import type { SessionRequest } from "../requests.js";
import { FrameQueue } from "../sessions/frame-queue.js";
import { wantedQueues } from "../sessions/wanted-queues.js";
import type { ReadyTask } from "../values.js";
import { Wakeup } from "../waiting.js";
import { assemble, type Delivery, deliveryBytes, deliveryOf } from "./ready-task.js";

/** What could not be told, or followed, is tried again after this. */
const LOOK_INTERVAL_MS = 1_000;
/** Between two looks, however much happens: each reads whole flows. */
const PAUSE_MS = 100;
/** With so many frames untaken, or too many bytes, it does not look: what happens then is told when they are taken. */
const FRAMES_UNTAKEN = 32;
const FLOWS_AT_ONCE = 64;
/** Flows that changed and were not looked at yet; above it all are listed anew. */
const CHANGED_BOUND = 10_000;

/** A task that is ready, or was, and is to be told. */
interface News {
  /** Of its segment. */
  readonly id: string;
  readonly delivery: Delivery;
  failed(): void;
}

type Observation = SessionRequest & { readonly namespace: string };

export function observe(machinery: Machinery, request: Observation): Session {
  const sessionId = request.sessionId ?? machinery.environment.uniqueId();
  const observer = new Observer(machinery, request);
  observer.start(sessionId);
  return {
    sessionId,
    [Symbol.asyncIterator]: () => observer.frames[Symbol.asyncIterator](),
    // It holds nothing, so there is no credit to change and nothing to wait for.
    setMaxInFlight: () => undefined,
    drain: () => observer.stop(),
    close: async () => observer.stop(),
  };
}

class Observer {
  readonly frames: FrameQueue<SessionFrame>;
  readonly #machinery: Machinery;
  readonly #request: Observation;
  readonly #queues: ReadonlySet<string>;
  readonly #wakeup = new Wakeup();
  readonly #stop = new AbortController();
  /** Flows to be looked at: by id, the earliest version that is not told. */
  readonly #changed = new Map<string, number>();
  /** Flows with a task that could not be told. */
  readonly #failed = new Map<string, number>();
  /** What was told of flows that have not ended: which time each task was ready, by node. */
  readonly #told = new Map<string, Map<number, string>>();
  #untakenBytes = 0;
  /** What became ready from here on is told though it is taken already. */
  #since = 0;

  constructor(machinery: Machinery, request: Observation) {
    this.#machinery = machinery;
    this.#request = request;
    this.#queues = new Set(wantedQueues(request));
    this.frames = new FrameQueue<SessionFrame>(
      () => this.#wakeup.wake(),
      (bytes) => {
        this.#untakenBytes -= bytes;
        this.#wakeup.wake();
      },
    );
  }

  start(sessionId: string): void {
    this.frames.push({ kind: "opened", sessionId, maxInFlight: 0, leaseMs: 0, resumed: false });
    this.#machinery.sessions.observers.add(this);
    this.#since = this.#machinery.clock.now();
    void this.#observe();
  }

  /** The process stops: the stream ends after this frame. */
  announceDraining(reconnectAfterMs: number): void {
    this.frames.push({ kind: "draining", reconnectAfterMs });
    this.stop();
  }

  stop(): void {
    this.#stop.abort();
    this.#machinery.sessions.observers.delete(this);
    this.frames.end();
  }

  /** Until it is stopped; begins anew where the store's history was lost, or the store. */
  async #observe(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const following = new AbortController();
      const end = () => following.abort();
      signal.addEventListener("abort", end, { once: true });
      try {
        const begun = await this.#machinery.store.segments.position();
        await this.#listAll();
        await Promise.race([this.#follow(begun, following.signal), this.#look(following.signal)]);
      } catch (error) {
        if (!signal.aborted) this.#machinery.emit({ kind: "error", what: "observing ready tasks", error });
      }
      end();
      signal.removeEventListener("abort", end);
      await this.#rest(LOOK_INTERVAL_MS);
    }
  }

  /** Every flow that may have something ready. */
  async #listAll(): Promise<void> {
    const { namespace, flowId = "" } = this.#request;
    if (flowId !== "")
      return this.#noteFlow((await this.#machinery.store.segments.read([headerSegmentId(namespace, flowId)]))[0]);
    let after: FlowCursor | undefined;
    do {
      const filter = { namespace, states: ["RUNNING", "REVERTING"] as const };
      const records = await this.#machinery.store.segments.list(filter, after, LIMITS.pageSize);
      for (const record of records) this.#noteFlow(record);
      const last = records.length === LIMITS.pageSize ? records.at(-1) : undefined;
      after = last && { createTime: last.flow.createTime, flowId: last.address.flowId };
    } while (after !== undefined);
  }

  /** All segments of a flow. */
  #noteFlow(header: SegmentRecord | undefined): void {
    if (header === undefined) return;
    const { address, flow } = header;
    for (let segment = 0; segment <= (flow.others?.count ?? 0); segment += 1) {
      this.#note(segmentId({ ...address, segment }), 1);
    }
  }

  async #follow(begun: string, signal: AbortSignal): Promise<void> {
    const { namespace, flowId = "" } = this.#request;
    const only = flowId === "" ? undefined : headerSegmentId(namespace, flowId);
    for await (const { id, version } of this.#machinery.store.segments.follow(namespace, begun, signal)) {
      if (only !== undefined && id !== only && !id.startsWith(`${only}/`)) continue;
      if (version === undefined) this.#told.delete(id);
      else this.#note(id, version);
      if (this.#changed.size > CHANGED_BOUND) throw new Error(`${CHANGED_BOUND} flows changed while nobody looked`);
    }
  }

  #note(id: string, version: number): void {
    this.#changed.set(id, Math.min(version, this.#changed.get(id) ?? version));
    this.#wakeup.wake();
  }

  async #look(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#wakeup.wait(this.#machinery.environment, LOOK_INTERVAL_MS);
      while (this.#changed.size > 0 && this.frames.size < FRAMES_UNTAKEN && !signal.aborted) {
        const some = [...this.#changed].slice(0, FLOWS_AT_ONCE);
        for (const [id] of some) this.#changed.delete(id);
        await this.#tell(new Map(some));
      }
      await this.#rest(this.#failed.size > 0 ? LOOK_INTERVAL_MS : PAUSE_MS);
      for (const [id, version] of this.#failed) this.#note(id, version);
      this.#failed.clear();
    }
  }

  async #rest(durationMs: number): Promise<void> {
    await new Wakeup().wait(this.#machinery.environment, durationMs, this.#stop.signal).catch(() => undefined);
  }

  async #tell(versions: ReadonlyMap<string, number>): Promise<void> {
    const { store, definitions } = this.#machinery;
    const news: News[] = [];
    for (const record of await store.segments.read([...versions.keys()])) {
      if (record === undefined) continue;
      const ended = isEndedFlow(record.flow.state);
      // What changed after the end is a late outcome: its tasks have been told.
      if (ended && (versions.get(record.id) ?? 0) > record.flow.version) continue;
      const { namespace, segment: number } = record.address;
      const definition = await definitions.load(namespace, record.flow.definitionDigest, number);
      const { segment } = WorkingCopy.of(record, definition);
      news.push(...this.#news(record, segment));
      if (ended) this.#told.delete(record.id);
    }
    await this.#send(news);
  }

  /** As the stream takes them: no more is loaded than a stream may leave untaken, and one task. */
  async #send(news: readonly News[]): Promise<void> {
    for (let left = news; left.length > 0; ) {
      while (this.#untakenBytes >= LIMITS.untakenBytes && !this.#stop.signal.aborted) {
        await this.#wakeup.wait(this.#machinery.environment, LOOK_INTERVAL_MS);
      }
      if (this.#stop.signal.aborted) return;
      const { some, bytes } = fitting(left, LIMITS.untakenBytes - this.#untakenBytes);
      left = left.slice(some.length);
      this.#untakenBytes += bytes;
      const loaded = await Promise.all(some.map((one) => this.#assembled(one)));
      const tasks = loaded.filter((task) => task !== undefined);
      if (tasks.length > 0) this.frames.push({ kind: "ready_tasks", tasks }, bytes);
      else this.#untakenBytes -= bytes;
    }
  }

  /** The tasks of a flow that are ready, or were, and have not been told. */
  #news({ id, version }: SegmentRecord, segment: Segment): News[] {
    const told = this.#told.get(id) ?? new Map<number, string>();
    this.#told.set(id, told);
    return [...segment.entries].flatMap(([number, entry]) => {
      const readiness = readinessOf(entry);
      if (readiness === undefined || told.get(number) === readiness || !this.#isNews(segment, number, entry)) return [];
      told.set(number, readiness);
      const { claim, ...unclaimed } = entry;
      const failed = () => {
        told.delete(number);
        this.#failed.set(id, version);
      };
      return { id, delivery: deliveryOf(segment, number, unclaimed), failed };
    });
  }

  #isNews(segment: Segment, number: number, entry: NodeEntry): boolean {
    const { state, readyTime = 0 } = entry;
    const queue = queueOf(segment.node(number), entry);
    if (!this.#queues.has(unkeyedQueue(queue))) return false;
    if (state === "READY") return offersFrom(segment, queue);
    return readyTime >= this.#since && state !== "SKIPPED" && state !== "CANCELLED";
  }

  /** Undefined, and `failed` called, where its payloads cannot be had now: it is told by a later look. */
  async #assembled({ id, delivery, failed }: News): Promise<ReadyTask | undefined> {
    const { taskId } = delivery.task;
    try {
      return await assemble(this.#machinery, delivery);
    } catch (error) {
      this.#machinery.emit({ kind: "error", what: "assembling a task", error, segmentId: id, taskId });
      failed();
      return undefined;
    }
  }
}

/** The first of them up to the one that fills the room, in bytes: one at least. */
function fitting(news: readonly News[], room: number): { readonly some: readonly News[]; readonly bytes: number } {
  const some: News[] = [];
  let bytes = 0;
  for (const one of news.slice(0, LIMITS.readyRefs)) {
    if (bytes >= room) break;
    some.push(one);
    bytes += deliveryBytes(one.delivery);
  }
  return { some, bytes };
}

/** Tells the times apart that a task was ready, also those of one millisecond; undefined = it never was. */
function readinessOf({ state, readyTime, attempt }: NodeEntry): string | undefined {
  const attemptsBefore = state === "READY" ? attempt : attempt - 1;
  return readyTime === undefined ? undefined : `${readyTime} ${attemptsBefore}`;
}
