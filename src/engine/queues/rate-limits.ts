/**
 * The rate limits of queues, as this process keeps them: an allowance for each queue that has one. From the moment that it
 * hears of a rate, tasks of the queue are handed out under it alone.
 */
import { callersQueue, isEvaluationQueue } from "../../core/definition/evaluation.js";
import type { QueueKey, QueueRecord } from "../../store/queue-store.js";
import type { Machinery } from "../machinery.js";
import { Allowance } from "./allowance.js";
import { nameWithin } from "./name-within.js";
import type { RateKeeping } from "./rate-keeping.js";

export class RateLimits implements RateKeeping {
  readonly #machinery: () => Machinery;
  readonly #byQueue = new Map<string, Allowance>();
  #made = 0;
  #tokens = 0;

  constructor(machinery: () => Machinery) {
    this.#machinery = machinery;
  }

  of(namespace: string, queue: string): Allowance | undefined {
    if (this.#byQueue.size === 0 || isEvaluationQueue(queue)) return undefined;
    return this.#byQueue.get(nameWithin(namespace, callersQueue(queue)));
  }

  isSpent(namespace: string, queue: string): boolean {
    return this.of(namespace, queue)?.isSpent === true;
  }

  isSpentFor(namespace: string, queue: string): boolean {
    const allowance = this.of(namespace, queue);
    if (allowance?.isSpent !== true) return false;
    // Who was given all that it had permits for has not starved: without this nobody would look before the sweep.
    allowance.awaitMore();
    return true;
  }

  async ensure(namespace: string, queue: string, wanted: number): Promise<number> {
    const allowance = this.of(namespace, queue);
    if (allowance === undefined) return Number.POSITIVE_INFINITY;
    await allowance.ensure(wanted);
    return allowance.free;
  }

  follow(record: QueueRecord): void {
    const key = nameWithin(record.namespace, record.queue);
    const { rate } = record.settings;
    const known = this.#byQueue.get(key);
    if (known !== undefined && known.setting.epoch === rate?.epoch) {
      known.review(rate);
      return;
    }
    known?.end();
    if (rate === undefined) this.#byQueue.delete(key);
    else this.#byQueue.set(key, new Allowance(this.#setting(record, rate.epoch), rate));
  }

  freedElsewhere({ namespace, queue }: QueueKey): void {
    this.of(namespace, queue)?.freedElsewhere();
  }

  async leave(): Promise<void> {
    await Promise.all([...this.#byQueue.values()].map((allowance) => allowance.leave()));
  }

  #setting({ namespace, queue }: QueueKey, epoch: number) {
    const { store, environment, clock, process, dispatcher, emit } = this.#machinery();
    const key = { namespace, queue };
    this.#made += 1;
    return {
      key,
      epoch,
      id: `${process}.${this.#made}`,
      store: store.queues,
      environment,
      clock,
      token: () => {
        this.#tokens += 1;
        return `${process}:rate${this.#tokens}`;
      },
      freed: () => dispatcher.queueChanged(key),
      failed: (error: unknown) => emit({ kind: "error", what: "reserving what a queue's rate allows", error }),
    };
  }
}
