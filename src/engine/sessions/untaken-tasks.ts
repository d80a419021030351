/**
 * The tasks that a session was given and that its stream has not taken: only so many bytes of them are loaded and sent. What is
 * beyond waits in its order, as no more than a claim, and goes back to the others where it would wait for long.
 */
import { LIMITS } from "../../core/limits.js";
import type { Gate } from "../commit/gate.js";
import type { ReadyTask } from "../values.js";

/** So long a task that was claimed for a session waits for what it was sent before: as long as others overlook a hint. */
const WAIT_MS = 1_000;
/** What a task is taken to have until others have been seen: that of one without payloads. */
const SMALL_TASK_BYTES = 2_000;
/** Of the latest task in what is taken for typical. */
const WEIGHT = 1 / 8;

export interface UntakenTask {
  readonly claimToken: string;
  /** What it takes in an answer, counted generously; where that is known only once it is there, a guess. */
  readonly bytes: number;
  readonly gate: Gate | undefined;
  /** Loads what is kept elsewhere. */
  assemble(): ReadyTask | Promise<ReadyTask>;
  /** Absent where `bytes` is no guess. */
  readonly bytesOf?: ((task: ReadyTask) => number) | undefined;
  /** It cannot be assembled now. */
  failed(error: unknown): void;
  /** Ends its claim. Absent where its executor may have it already. */
  readonly giveBack?: (() => void) | undefined;
}

export type SetTimer = (delayMs: number, callback: () => void) => () => void;

export interface UntakenSetting {
  isHeld(claimToken: string): boolean;
  /** In one frame; its bytes are told by `taken` once the stream has taken it. */
  send(tasks: readonly ReadyTask[], bytes: number): void;
  /** There was no room, and there is again. */
  roomAgain(): void;
  readonly setTimer: SetTimer;
}

export class UntakenTasks {
  readonly #setting: UntakenSetting;
  /** Loading, or sent and not taken. */
  #bytes = 0;
  #typical = SMALL_TASK_BYTES;
  #waiting: UntakenTask[] = [];
  #isFull = false;
  #cancelTimer: (() => void) | undefined;
  #ended = false;

  constructor(setting: UntakenSetting) {
    this.#setting = setting;
  }

  /**
   * For how many tasks there is room, if they are as large as the latest were. Once there is none, there is none until half is
   * taken: what is claimed one by one costs more.
   */
  get room(): number {
    return this.#isFull ? 0 : Math.ceil((LIMITS.untakenBytes - this.#bytes) / this.#typical);
  }

  add(tasks: readonly UntakenTask[]): void {
    if (this.#ended) return;
    for (const task of tasks) {
      if (task.bytesOf === undefined) this.#note(task.bytes);
      this.#waiting.push(task);
    }
    this.#begin();
    if (this.#waiting.some(({ giveBack }) => giveBack !== undefined)) {
      this.#cancelTimer ??= this.#setting.setTimer(WAIT_MS, () => this.#giveBack());
    }
  }

  /** What was sent has been taken, or will not be sent. */
  taken(bytes: number): void {
    if (this.#ended) return;
    this.#bytes -= bytes;
    this.#begin();
    if (!this.#isFull || this.#waiting.length > 0 || this.#bytes > LIMITS.untakenBytes / 2) return;
    this.#isFull = false;
    this.#setting.roomAgain();
  }

  /** The stream is gone. */
  end(): void {
    this.#ended = true;
    this.#waiting = [];
    this.#stopTimer();
  }

  /** Loads what there is room for. The last may take more than is left: a task of any size gets through. */
  #begin(): void {
    const ready = new Map<Gate | undefined, { readonly tasks: ReadyTask[]; bytes: number }>();
    while (this.#bytes < LIMITS.untakenBytes) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      if (!this.#setting.isHeld(next.claimToken)) continue;
      this.#bytes += next.bytes;
      const task = next.assemble();
      if (task instanceof Promise) {
        void this.#load(next, task);
        continue;
      }
      const together = ready.get(next.gate) ?? { tasks: [], bytes: 0 };
      ready.set(next.gate, together);
      together.tasks.push(task);
      together.bytes += next.bytes;
    }
    this.#isFull ||= this.#bytes >= LIMITS.untakenBytes;
    if (this.#waiting.length === 0) this.#stopTimer();
    for (const [gate, { tasks, bytes }] of ready) this.#send(gate, tasks, bytes);
  }

  async #load(item: UntakenTask, loading: Promise<ReadyTask>): Promise<void> {
    let task: ReadyTask;
    try {
      task = await loading;
    } catch (error) {
      item.failed(error);
      this.taken(item.bytes);
      return;
    }
    const bytes = item.bytesOf?.(task) ?? item.bytes;
    if (item.bytesOf !== undefined) this.#note(bytes);
    this.#bytes += bytes - item.bytes;
    this.#isFull ||= this.#bytes >= LIMITS.untakenBytes;
    this.#send(item.gate, [task], bytes);
  }

  #send(gate: Gate | undefined, tasks: readonly ReadyTask[], bytes: number): void {
    const send = () => this.#setting.send(tasks, bytes);
    if (gate === undefined) send();
    else gate.pass(send);
  }

  #note(bytes: number): void {
    this.#typical += (bytes - this.#typical) * WEIGHT;
  }

  /** Its reader is too slow for what waits: others may have it. */
  #giveBack(): void {
    this.#cancelTimer = undefined;
    const late = this.#waiting.filter(({ giveBack }) => giveBack !== undefined);
    this.#waiting = this.#waiting.filter(({ giveBack }) => giveBack === undefined);
    for (const { claimToken, giveBack } of late) if (this.#setting.isHeld(claimToken)) giveBack?.();
  }

  #stopTimer(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
