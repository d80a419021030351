/**
 * A session that only observes: it is told of every task that waits unclaimed on its queues, claims nothing and holds
 * nothing. It looks at the index when something may have changed, and at least once a second.
 */
import { LIMITS } from "../../core/limits.js";
import { WorkingCopy } from "../commit/working-copy.js";
import type { Session, SessionFrame } from "../engine.js";
import type { Machinery } from "../machinery.js";
import type { SessionRequest } from "../requests.js";
import { FrameQueue } from "../sessions/frame-queue.js";
import type { ReadyTask } from "../values.js";
import type { Backlog } from "./backlog.js";
import { readHeads } from "./claim-waiting.js";
import { assemble, type Delivery, deliveryOf } from "./ready-task.js";

const LOOK_INTERVAL_MS = 1_000;
/** Between two looks, however much happens: each reads whole flows. */
const PAUSE_MS = 100;
/** With so many frames untaken it does not look: what waits then is told when they are taken. */
const FRAMES_UNTAKEN = 32;
/** Flows looked at for each queue: those in front. */
const FLOWS_PER_LOOK = 256;

export function observe(machinery: Machinery, request: SessionRequest & { readonly namespace: string }): Session {
  const frames = new FrameQueue<SessionFrame>(() => undefined);
  const sessionId = request.sessionId ?? machinery.environment.uniqueId();
  frames.push({ kind: "opened", sessionId, maxInFlight: 0, leaseMs: 0, resumed: false });
  const backlogs = request.queues.map((queue) =>
    machinery.sessions.backlog(request.namespace, queue, request.flowId ?? ""),
  );
  const observer = new Observer(machinery, backlogs, frames);
  observer.start();
  return {
    sessionId,
    [Symbol.asyncIterator]: () => frames[Symbol.asyncIterator](),
    // It holds nothing, so there is no credit to change and nothing to wait for.
    setMaxInFlight: () => undefined,
    drain: () => observer.stop(),
    close: async () => observer.stop(),
  };
}

class Observer {
  readonly #machinery: Machinery;
  readonly #backlogs: readonly Backlog[];
  readonly #frames: FrameQueue<SessionFrame>;
  /** What was told and still waits: "<segment>/<task>/<time it became ready>". */
  #told = new Set<string>();
  /** Under way, or just over. */
  #looking = false;
  #again = false;
  #cancelTimer: () => void = () => undefined;
  #stopped = false;
  readonly #wake = () => this.#look();

  constructor(machinery: Machinery, backlogs: readonly Backlog[], frames: FrameQueue<SessionFrame>) {
    this.#machinery = machinery;
    this.#backlogs = backlogs;
    this.#frames = frames;
  }

  start(): void {
    this.#machinery.sessions.observers.add(this);
    for (const { waiters } of this.#backlogs) waiters.add(this.#wake);
    this.#look();
  }

  /** The process stops: the stream ends after this frame. */
  announceDraining(reconnectAfterMs: number): void {
    this.#frames.push({ kind: "draining", reconnectAfterMs });
    this.stop();
  }

  stop(): void {
    this.#stopped = true;
    this.#machinery.sessions.observers.delete(this);
    this.#cancelTimer();
    for (const backlog of this.#backlogs) {
      backlog.waiters.delete(this.#wake);
      this.#machinery.sessions.forgetIfUnused(backlog);
    }
    this.#frames.end();
  }

  #look(): void {
    if (this.#stopped) return;
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = true;
    this.#again = false;
    this.#cancelTimer();
    const { environment, emit } = this.#machinery;
    const telling = this.#frames.size < FRAMES_UNTAKEN ? this.#tell() : Promise.resolve();
    telling
      .catch((error) => emit({ kind: "error", what: "observing ready tasks", error }))
      .finally(() => {
        if (!this.#stopped) this.#cancelTimer = environment.setTimer(PAUSE_MS, () => this.#rested());
      });
  }

  #rested(): void {
    this.#looking = false;
    if (this.#again) this.#look();
    else this.#cancelTimer = this.#machinery.environment.setTimer(LOOK_INTERVAL_MS - PAUSE_MS, this.#wake);
  }

  async #tell(): Promise<void> {
    const waiting = new Set<string>();
    for (const backlog of this.#backlogs) {
      const heads = await readHeads(this.#machinery, backlog, FLOWS_PER_LOOK);
      const ids = [...new Set(heads.map(({ id }) => id))];
      const tasks = await this.#unclaimed(ids, backlog.queue, waiting);
      for (let index = 0; index < tasks.length; index += LIMITS.readyRefs) {
        this.#frames.push({ kind: "ready_tasks", tasks: tasks.slice(index, index + LIMITS.readyRefs) });
      }
    }
    this.#told = waiting;
  }

  /** The ready tasks of these flows that were not told yet; all that wait are added to `waiting`. */
  async #unclaimed(ids: readonly string[], queue: string, waiting: Set<string>): Promise<ReadyTask[]> {
    const { store, definitions } = this.#machinery;
    const tasks: Promise<ReadyTask | undefined>[] = [];
    for (const record of ids.length === 0 ? [] : await store.segments.read(ids)) {
      if (record === undefined) continue;
      const definition = await definitions.load(record.address.namespace, record.flow.definitionDigest);
      const { segment } = WorkingCopy.of(record, definition);
      for (const [number, entry] of segment.offers ? segment.entries : []) {
        if (entry.state !== "READY" || segment.node(number).queue !== queue) continue;
        const key = `${record.id}/${number}/${entry.readyTime}`;
        waiting.add(key);
        if (this.#told.has(key)) continue;
        const { claim, ...unclaimed } = entry;
        tasks.push(this.#assembled(deliveryOf(segment, number, unclaimed), () => waiting.delete(key)));
      }
    }
    return (await Promise.all(tasks)).filter((task) => task !== undefined);
  }

  /** Undefined, and `failed` called, where its payloads cannot be had now: it is told by a later look. */
  async #assembled(delivery: Delivery, failed: () => void): Promise<ReadyTask | undefined> {
    try {
      return await assemble(this.#machinery.store.payloads, delivery);
    } catch (error) {
      this.#machinery.emit({ kind: "error", what: "assembling a task", error });
      failed();
      return undefined;
    }
  }
}
