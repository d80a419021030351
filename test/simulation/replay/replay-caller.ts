/**
 * A caller of the replay: it sends to either engine, and sends the same again where it has no answer, as every client
 * must: because the engine does not know the outcome, because the answer got lost on its way, or because it took too long.
 */
import type { Engine } from "../../../src/engine/index.js";
import type { SeededRandom } from "../../core/seeded-random.js";
import { isPassing } from "../world/service.js";

/** Answers that never reach the caller, of all. */
const LOST = 0.05;
/** Longer than this a caller does not wait before it sends the same to somebody else as well; milliseconds. */
const PATIENCE_MS = 200;
const PAUSE_MS = 40;
/** What has no answer by then has none. */
const GIVE_UP_MS = 45_000;

export interface CallCounts {
  made: number;
  /** Sent again: all in all, and those whose answer was lost or took too long. */
  repeated: number;
  lost: number;
  overdue: number;
}

type Send<Answer> = (engine: Engine, times: number) => Promise<Answer>;

export class ReplayCaller {
  readonly #engines: readonly Engine[];
  readonly #random: SeededRandom;
  readonly #counts: CallCounts;
  /** Calls whose answers nobody waits for any more. */
  readonly #leftBehind = new Set<Promise<unknown>>();

  constructor(engines: readonly Engine[], random: SeededRandom, counts: CallCounts) {
    this.#engines = engines;
    this.#random = random;
    this.#counts = counts;
  }

  /** For calls that do no harm when they arrive later than what came after them. `times`: sent before. */
  async insist<Answer>(what: string, send: Send<Answer>): Promise<Answer> {
    return this.#insist(what, send, PATIENCE_MS);
  }

  /** For calls that another one under way could confuse: the answer is waited for. */
  async insistInTurn<Answer>(what: string, send: Send<Answer>): Promise<Answer> {
    await this.settled();
    return this.#insist(what, send, undefined);
  }

  /** Everything that was sent has been answered somehow. */
  async settled(): Promise<void> {
    while (this.#leftBehind.size > 0) await Promise.allSettled(this.#leftBehind);
  }

  async #insist<Answer>(what: string, send: Send<Answer>, patienceMs: number | undefined): Promise<Answer> {
    const giveUpAt = performance.now() + GIVE_UP_MS;
    let reason: unknown = "the answer was lost";
    for (let times = 0; performance.now() < giveUpAt; times += 1) {
      if (times > 0) this.#counts.repeated += 1;
      this.#counts.made += 1;
      try {
        const answer = await this.#answer(send(this.#random.pick(this.#engines), times), patienceMs);
        if (answer !== OVERDUE && (times > 0 || !this.#random.chance(LOST))) return answer;
        if (answer === OVERDUE) this.#counts.overdue += 1;
        else this.#counts.lost += 1;
        continue;
      } catch (error) {
        if (!isPassing(error)) throw new Error(`${what}: ${String(error)}`, { cause: error });
        reason = error;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * this.#random.next()));
    }
    throw new Error(`${what}: no answer within ${GIVE_UP_MS} ms: ${String(reason)}`);
  }

  async #answer<Answer>(sent: Promise<Answer>, patienceMs: number | undefined): Promise<Answer | typeof OVERDUE> {
    if (patienceMs === undefined) return sent;
    let timer: NodeJS.Timeout | undefined;
    const overdue = new Promise<typeof OVERDUE>((resolve) => {
      timer = setTimeout(() => resolve(OVERDUE), patienceMs);
    });
    const first = await Promise.race([sent, overdue]).finally(() => clearTimeout(timer));
    if (first === OVERDUE) {
      this.#leftBehind.add(sent);
      // What becomes of it is found in what is stored.
      sent.catch(() => undefined).finally(() => this.#leftBehind.delete(sent));
    }
    return first;
  }
}

const OVERDUE = Symbol("overdue");

/** The answer to one item of a batch; throws the item's error. */
export function itemOf<Value>(items: readonly ({ readonly value: Value } | { readonly error: Error })[]): Value {
  const [item] = items;
  if (item === undefined) throw new Error("a batch without an answer");
  if ("error" in item) throw item.error;
  return item.value;
}
