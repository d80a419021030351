/**
 * Work that takes much memory or time is done for no more than a few callers at once (rule C7). Namespaces take turns and
 * none has all places, so that the callers of one do not keep those of another out.
 */
import { QueueRoom } from "./commit/queue-bound.js";
import type { Environment } from "./environment.js";
import { throwIfAborted } from "./waiting.js";

export interface Places {
  /** Under way at once; one namespace has at most one less, where that leaves it one. */
  readonly atOnce: number;
  /** That wait for their turn beside these. */
  readonly waiting: number;
  /** Given = a place rests as long as its work took: what keeps a process busy leaves it half of its time. */
  readonly rests?: Pick<Environment, "monotonic" | "setTimer">;
}

interface Waiting {
  readonly namespace: string;
  /** The lowest goes first, and of equal ones the one that came first. */
  readonly turn: number;
  readonly begin: () => void;
}

export class FewAtOnce {
  readonly #atOnce: number;
  readonly #ownAtOnce: number;
  readonly #rests: Places["rests"];
  /** Of those that are under way or wait for their turn. */
  readonly #room: QueueRoom;
  /** The namespaces of those that are under way. */
  readonly #underWay: string[] = [];
  /** In the order of their turns. */
  readonly #waiting: Waiting[] = [];
  /** The turn that was taken last: a namespace that comes anew begins here, and has saved nothing up. */
  #turn = 0;

  /** `limit` names what there are so many places for. */
  constructor(limit: string, { atOnce, waiting, rests }: Places) {
    this.#atOnce = atOnce;
    this.#rests = rests;
    this.#ownAtOnce = Math.max(1, atOnce - 1);
    this.#room = new QueueRoom(limit, atOnce + waiting);
  }

  /**
   * Does the work of one. Rejects with OVERLOADED where there are as many as may be, in all or of its namespace, and with
   * CANCELLED where the caller leaves before its turn.
   */
  async during<Result>(namespace: string, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    throwIfAborted(signal);
    if (this.#room.isFull(namespace)) throw this.#room.refusal(namespace);
    this.#room.add(namespace, 1);
    if (this.#mayBegin(namespace)) this.#underWay.push(namespace);
    else await this.#ownTurn(namespace, signal);
    const began = this.#rests?.monotonic() ?? 0;
    try {
      return await work();
    } finally {
      const free = () => this.#free(namespace);
      if (this.#rests === undefined) free();
      else this.#rests.setTimer(this.#rests.monotonic() - began, free);
    }
  }

  /** Of those that are under way or wait for their turn. */
  get size(): number {
    return this.#room.size;
  }

  #free(namespace: string): void {
    this.#underWay.splice(this.#underWay.indexOf(namespace), 1);
    this.#room.add(namespace, -1);
    this.#beginNext();
  }

  #mayBegin(namespace: string): boolean {
    return this.#underWay.length < this.#atOnce && this.#ownUnderWay(namespace) < this.#ownAtOnce;
  }

  #ownUnderWay(namespace: string): number {
    return this.#underWay.filter((other) => other === namespace).length;
  }

  /** Resolves once it is under way. */
  async #ownTurn(namespace: string, signal: AbortSignal | undefined): Promise<void> {
    const before = this.#waiting.findLast((other) => other.namespace === namespace);
    const turn = before === undefined ? this.#turn : before.turn + 1;
    const begun = await new Promise<boolean>((resolve) => {
      const entry = { namespace, turn, begin: () => done(true) };
      const leave = () => done(false);
      const done = (begins: boolean) => {
        signal?.removeEventListener("abort", leave);
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        if (begins) this.#underWay.push(namespace);
        else this.#room.add(namespace, -1);
        resolve(begins);
      };
      signal?.addEventListener("abort", leave);
      const behind = this.#waiting.findIndex((other) => other.turn > turn);
      this.#waiting.splice(behind < 0 ? this.#waiting.length : behind, 0, entry);
    });
    if (!begun) throwIfAborted(signal);
  }

  #beginNext(): void {
    const next = this.#waiting.find(({ namespace }) => this.#mayBegin(namespace));
    if (next === undefined) return;
    this.#turn = Math.max(this.#turn, next.turn);
    next.begin();
  }
}
