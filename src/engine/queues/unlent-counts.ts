/**
 * When what is held without permits is counted anew: for all lenders of a namespace that are due together, a pass at a time.
 * Namespaces take turns with every part of their passes, and after a long pass there is a long pause, so that no number of limits
 * and claims in one of them keeps the others waiting.
 */
import { FewAtOnce } from "../few-at-once.js";
import type { Machinery } from "../machinery.js";
import { countUnlent, type InTurn } from "./count-unlent.js";
import type { Lender } from "./lender.js";

/** Parts of passes, of all namespaces. Those that wait are no more than these. */
const AT_ONCE = { atOnce: 2, waiting: Number.POSITIVE_INFINITY };
/** A pass takes at most so much of the time. */
const PASS_SHARE = 10;
/** Where a limit is counted for the first time nothing of its queue is handed out until then. */
const FIRST_PASS_SHARE = 2;
/** What falls due one after the other is counted together. */
const LEAST_PAUSE_MS = 500;

interface Counting {
  readonly namespace: string;
  /** Of the next pass; true = it is counted for the first time. */
  readonly wanted: Map<Lender, boolean>;
  hasFirst: boolean;
  isUnderWay: boolean;
  /** When the latest pass ended, by `Environment.monotonic`, and how long it took. */
  endedAt: number;
  tookMs: number;
  cancelTimer: () => void;
}

export class UnlentCounts {
  readonly #machinery: () => Machinery;
  readonly #few = new FewAtOnce("counts_of_claims", AT_ONCE);
  readonly #countings = new Map<string, Counting>();
  readonly #passes = new Set<Promise<void>>();
  #stopped = false;

  constructor(machinery: () => Machinery) {
    this.#machinery = machinery;
  }

  /** It is counted in the next pass of its namespace; `isFirst`: until then nothing is lent of it. */
  want(lender: Lender, isFirst: boolean): void {
    if (this.#stopped) return;
    const { namespace } = lender.setting.key;
    const counting = this.#countings.get(namespace) ?? begun(namespace);
    this.#countings.set(namespace, counting);
    counting.wanted.set(lender, isFirst);
    const isSet = counting.wanted.size > 1 && (counting.hasFirst || !isFirst);
    counting.hasFirst ||= isFirst;
    if (!isSet) this.#setTimer(counting);
  }

  /** Resolves once none is under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const { cancelTimer } of this.#countings.values()) cancelTimer();
    await Promise.all(this.#passes);
  }

  #setTimer(counting: Counting): void {
    if (counting.isUnderWay || this.#stopped) return;
    counting.cancelTimer();
    if (counting.wanted.size === 0) return;
    const { environment } = this.#machinery();
    const { endedAt, tookMs, hasFirst } = counting;
    const share = hasFirst ? FIRST_PASS_SHARE : PASS_SHARE;
    const pauseMs = Math.max(hasFirst ? 0 : LEAST_PAUSE_MS, tookMs * (share - 1));
    // Also what is wanted in the same moment is counted together.
    const dueAt = endedAt + pauseMs;
    counting.cancelTimer = environment.setTimer(Math.max(0, dueAt - environment.monotonic()), () => {
      const pass = this.#pass(counting).finally(() => this.#passes.delete(pass));
      this.#passes.add(pass);
    });
  }

  async #pass(counting: Counting): Promise<void> {
    const machinery = this.#machinery();
    const { namespace, wanted } = counting;
    const { environment, emit } = machinery;
    const since = environment.monotonic();
    const lenders = [...wanted.keys()];
    counting.isUnderWay = true;
    try {
      await countUnlent(machinery, namespace, lenders, this.#inTurnOf(namespace));
    } catch (error) {
      if (!this.#stopped) emit({ kind: "error", what: "counting the claims of limits", error });
    }
    // Those that are still due are wanted again.
    for (const lender of lenders) wanted.delete(lender);
    counting.hasFirst = [...wanted.values()].includes(true);
    counting.isUnderWay = false;
    counting.endedAt = environment.monotonic();
    counting.tookMs = counting.endedAt - since;
    this.#setTimer(counting);
  }

  #inTurnOf(namespace: string): InTurn {
    return (part) =>
      this.#few.during(namespace, () => {
        if (this.#stopped) throw new Error("the process stops");
        return part();
      });
  }
}

function begun(namespace: string): Counting {
  const none = { endedAt: Number.NEGATIVE_INFINITY, tookMs: 0, cancelTimer: () => undefined };
  return { namespace, wanted: new Map(), hasFirst: false, isUnderWay: false, ...none };
}
