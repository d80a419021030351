/**
 * A stream that only observes: it is told of every task that is or becomes ready on its queues, whoever takes it, claims
 * nothing and holds nothing. What there is to tell it hears from those who look for all observers of its namespace
 * (`namespace-observers.ts`).
 */
import { LIMITS } from "../../core/limits.js";
import { headerSegmentId, segmentId } from "../../store/segment-id.js";
import type { FlowCursor } from "../../store/segment-store.js";
import { assemble, type Delivery, deliveryBytes } from "../dispatch/ready-task.js";
import type { SessionFrame } from "../engine.js";
import type { Machinery } from "../machinery.js";
import type { SessionRequest } from "../requests.js";
import { FrameQueue } from "../sessions/frame-queue.js";
import { wantedQueues } from "../sessions/wanted-queues.js";
import type { ReadyTask } from "../values.js";
import type { SeenTask, SeenTasks } from "./seen-tasks.js";

/** What could not be told is tried again after this. */
export const TRY_AGAIN_MS = 1_000;
/** With so many frames untaken, or too many bytes, it is told no more: what happens then is told when they are taken. */
const FRAMES_UNTAKEN = 32;
/** Segments that changed and that it was not told of yet; above it all are listed anew. */
const CHANGED_BOUND = 10_000;

export type Observation = SessionRequest & { readonly namespace: string; readonly sessionId: string };

/** What it was told of a segment of a flow that has not ended. */
interface Told {
  readonly incarnation: string;
  /** All that changed up to here was told. */
  version: number;
  /** Which time each task was ready, by node. */
  readonly readiness: Map<number, string>;
}

/** A task that is to be told. */
interface News {
  readonly segmentId: string;
  readonly delivery: Delivery;
  failed(): void;
}

export class Observer {
  readonly frames: FrameQueue<SessionFrame>;
  /** Where it goes on in the list of flows that may have something ready; undefined where it has seen that. */
  place: { readonly after: FlowCursor | undefined } | undefined;
  readonly #machinery: Machinery;
  /** It has room again, or something to look at. */
  readonly #stir: () => void;
  readonly #queues: readonly string[];
  readonly #header: string | undefined;
  /** What became ready from here on is told though it is taken already. */
  readonly #since: number;
  /** Segments to be told of beside what all are told: by id, the earliest version that is not told. */
  readonly #behind = new Map<string, number>();
  #behindBound = CHANGED_BOUND;
  /** Segments of which something could not be told. */
  readonly #failed = new Map<string, number>();
  #failedAt = 0;
  readonly #told = new Map<string, Told>();
  #news: News[] = [];
  #isSending = false;
  #opened: SessionFrame | undefined;
  #isOver = false;
  #wantsParts = false;
  #untakenBytes = 0;

  constructor(machinery: Machinery, request: Observation, stir: () => void) {
    const { namespace, flowId = "", sessionId } = request;
    this.#opened = { kind: "opened", sessionId, maxInFlight: 0, leaseMs: 0, resumed: false };
    this.#machinery = machinery;
    this.#stir = stir;
    this.#queues = wantedQueues(request);
    this.#header = flowId === "" ? undefined : headerSegmentId(namespace, flowId);
    this.#since = machinery.clock.now();
    const taken = (bytes: number) => {
      this.#untakenBytes -= bytes;
      this.send();
      stir();
    };
    this.frames = new FrameQueue<SessionFrame>(stir, taken);
  }

  /** All that changes is heard from now on: it begins with what is ready already. */
  begin(): void {
    if (this.#opened !== undefined) this.frames.push(this.#opened);
    this.#opened = undefined;
    if (this.#header === undefined) this.place = { after: undefined };
    else {
      this.#wantsParts = true;
      this.#noteBehind(this.#header, 1);
    }
    this.#stir();
  }

  end(): void {
    this.#isOver = true;
    this.#news = [];
    this.frames.end();
  }

  get hasRoom(): boolean {
    const isFree = this.#news.length === 0 && !this.#isSending && !this.#isOver;
    return isFree && this.frames.size < FRAMES_UNTAKEN && this.#untakenBytes < LIMITS.untakenBytes;
  }

  /** There is something to be looked at for it alone. */
  get isBehind(): boolean {
    return this.hasRoom && (this.#behind.size > 0 || this.place !== undefined);
  }

  /** The first segments that it is behind with. */
  behind(count: number): readonly string[] {
    return firstOf(this.#behind.keys(), this.hasRoom ? count : 0);
  }

  wants(id: string): boolean {
    return this.#header === undefined || id === this.#header || id.startsWith(`${this.#header}/`);
  }

  /** It has no room now: it is told later. */
  putOff(id: string, version: number): void {
    if (this.#behind.size < this.#behindBound) this.#noteBehind(id, version);
    else {
      this.#behind.clear();
      this.begin();
    }
  }

  /** From which version on it is to be told of a segment that is looked at, where it was put off or listed. */
  takeBehind(id: string): number | undefined {
    const version = this.#behind.get(id);
    this.#behind.delete(id);
    return version;
  }

  /** The segments of some more flows; `next`: undefined where these were the last. */
  listed(ids: readonly string[], next: FlowCursor | undefined): void {
    for (const id of ids) this.#noteBehind(id, 1);
    this.#behindBound = CHANGED_BOUND + this.#behind.size;
    this.place = next && { after: next };
  }

  /** It could not be looked at. */
  missed(id: string, version: number): void {
    this.#failed.set(id, Math.min(version, this.#failed.get(id) ?? version));
    this.#failedAt = this.#machinery.environment.monotonic();
  }

  /** What could not be told some time ago is tried again. */
  tryAgain(): void {
    if (this.#failed.size === 0) return;
    if (this.#machinery.environment.monotonic() - this.#failedAt < TRY_AGAIN_MS) return;
    for (const [id, version] of this.#failed) this.#noteBehind(id, version);
    this.#failed.clear();
  }

  /** The segment is not there any more. */
  forget(id: string): void {
    this.#told.delete(id);
  }

  /** Takes what is new to it of a segment; `changedIn`: the earliest version that it has not been told. */
  see(tasks: SeenTasks, changedIn: number): void {
    // What changed after the end is a late outcome: its tasks have been told.
    if (tasks.isEnded && changedIn > tasks.flowVersion) {
      this.forget(tasks.id);
      return;
    }
    if (this.#wantsParts && tasks.id === this.#header) this.#noteParts(tasks);
    const told = this.#toldOf(tasks);
    const news: SeenTask[] = [];
    let withholds = false;
    for (const task of this.#queues.flatMap((queue) => changedAfter(told.version, tasks.of(queue)))) {
      if (task.standing === "WITHHELD") withholds = true;
      else if (this.#isNews(task, told)) news.push(task);
    }
    if (!withholds) told.version = tasks.version;
    for (const task of news.sort((a, b) => a.number - b.number)) this.#note(tasks, task, told);
    if (tasks.isEnded || told.readiness.size === 0) this.#told.delete(tasks.id);
    else this.#told.set(tasks.id, told);
  }

  /** As the stream takes them: no more is loaded than a stream may leave untaken, and one task. */
  send(): void {
    if (this.#isSending || this.#news.length === 0 || this.#untakenBytes >= LIMITS.untakenBytes) return;
    this.#isSending = true;
    void this.#sendAll().finally(() => {
      this.#isSending = false;
      this.send();
      this.#stir();
    });
  }

  async #sendAll(): Promise<void> {
    while (this.#news.length > 0 && this.#untakenBytes < LIMITS.untakenBytes) {
      const { some, bytes } = fitting(this.#news, LIMITS.untakenBytes - this.#untakenBytes);
      this.#news = this.#news.slice(some.length);
      this.#untakenBytes += bytes;
      const loaded = await Promise.all(some.map((one) => this.#assembled(one)));
      const tasks = loaded.filter((task) => task !== undefined);
      if (tasks.length > 0) this.frames.push({ kind: "ready_tasks", tasks }, bytes);
      else this.#untakenBytes -= bytes;
    }
  }

  #noteBehind(id: string, version: number): void {
    this.#behind.set(id, Math.min(version, this.#behind.get(id) ?? version));
  }

  #noteParts({ address, parts }: SeenTasks): void {
    this.#wantsParts = false;
    for (let segment = 1; segment <= parts; segment += 1) this.#noteBehind(segmentId({ ...address, segment }), 1);
  }

  #toldOf({ id, incarnation }: SeenTasks): Told {
    const told = this.#told.get(id);
    return told?.incarnation === incarnation ? told : { incarnation, version: 0, readiness: new Map() };
  }

  #isNews({ number, readiness, readyTime, standing }: SeenTask, told: Told): boolean {
    return told.readiness.get(number) !== readiness && (standing === "OFFERED" || readyTime >= this.#since);
  }

  #note({ id, version }: SeenTasks, { number, readiness, delivery }: SeenTask, told: Told): void {
    told.readiness.set(number, readiness);
    const failed = () => {
      told.readiness.delete(number);
      told.version = 0;
      // Where the flow has ended the others are not told again.
      if (!this.#told.has(id)) this.#told.set(id, told);
      this.missed(id, version);
    };
    this.#news.push({ segmentId: id, delivery, failed });
  }

  /** Undefined, and `failed` called, where its payloads cannot be had now: it is told by a later look. */
  async #assembled({ segmentId: id, delivery, failed }: News): Promise<ReadyTask | undefined> {
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

export function firstOf(ids: Iterable<string>, count: number): readonly string[] {
  const first: string[] = [];
  for (const id of ids) {
    if (first.length >= count) break;
    first.push(id);
  }
  return first;
}

/** Of tasks of which the last changed is the first. */
function changedAfter(version: number, tasks: readonly SeenTask[]): readonly SeenTask[] {
  const before = tasks.findIndex((task) => task.version <= version);
  return before < 0 ? tasks : tasks.slice(0, before);
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
