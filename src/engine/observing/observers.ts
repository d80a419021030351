/**
 * The streams of a process that only observe: they look in turns, a namespace after the other, and take a bounded share of
 * the process, however many there are and whatever changes.
 */
import { LIMITS } from "../../core/limits.js";
import type { Session } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import { Wakeup } from "../waiting.js";
import { NamespaceObservers } from "./namespace-observers.js";
import { Observer } from "./observer.js";
import type { Observing } from "./observing.js";

/** Between two rounds of looks, however much happens: each reads whole flows. */
const PAUSE_MS = 100;
/** Who could not be told of something is looked after at least this often. */
const LOOK_INTERVAL_MS = 1_000;
/** The next look is so many times later than the last one took. */
const WAIT_FOR_COST = 4;
const WAIT_MS_MAX = 2_000;
/** Changes are heard for so long after the last observer: streams that come and go do not open the process's stream anew. */
const LINGER_MS = 10_000;

export class Observers implements Observing {
  readonly #machinery: () => Machinery;
  readonly #namespaces = new Map<string, NamespaceObservers>();
  readonly #all = new Map<Observer, Session>();
  /** Namespaces that nobody observes any more, with what keeps each for now. */
  readonly #lingering = new Map<NamespaceObservers, () => void>();
  readonly #wakeup = new Wakeup();
  #isLooking = false;

  constructor(machinery: () => Machinery) {
    this.#machinery = machinery;
  }

  open(request: Parameters<Observing["open"]>[0]): Session {
    const sessionId = request.sessionId ?? this.#machinery().environment.uniqueId();
    const { namespace } = request;
    this.#expectRoom(namespace);
    const observers = this.#observersOf(namespace);
    const observer = new Observer(this.#machinery(), { ...request, sessionId }, this.#wakeup.wake);
    const stop = () => this.#close(observer, observers);
    const session = {
      sessionId,
      [Symbol.asyncIterator]: () => observer.frames[Symbol.asyncIterator](),
      // It holds nothing, so there is no credit to change and nothing to wait for.
      setMaxInFlight: () => undefined,
      drain: stop,
      close: async () => stop(),
    };
    this.#all.set(observer, session);
    observers.add(observer);
    if (!this.#isLooking) void this.#look();
    return session;
  }

  announceDraining(reconnectAfterMs: number): void {
    for (const [observer, session] of [...this.#all]) {
      observer.frames.push({ kind: "draining", reconnectAfterMs });
      session.drain();
    }
    for (const observers of [...this.#lingering.keys()]) this.#end(observers);
  }

  #expectRoom(namespace: string): void {
    if (this.#all.size >= LIMITS.observers) throw tooMany("observers", "here", this.#all.size);
    const own = this.#namespaces.get(namespace)?.size ?? 0;
    if (own < LIMITS.observersInNamespace) return;
    throw tooMany("observers_in_a_namespace", `namespace ${namespace} here`, own);
  }

  #observersOf(namespace: string): NamespaceObservers {
    const known = this.#namespaces.get(namespace);
    const observers = known ?? new NamespaceObservers(this.#machinery(), namespace, this.#wakeup.wake);
    this.#namespaces.set(namespace, observers);
    this.#lingering.get(observers)?.();
    this.#lingering.delete(observers);
    return observers;
  }

  #close(observer: Observer, observers: NamespaceObservers): void {
    if (!this.#all.delete(observer)) return;
    observer.end();
    observers.remove(observer);
    if (observers.size > 0) return;
    const { environment } = this.#machinery();
    this.#lingering.set(
      observers,
      environment.setTimer(LINGER_MS, () => this.#end(observers)),
    );
  }

  #end(observers: NamespaceObservers): void {
    this.#lingering.get(observers)?.();
    this.#lingering.delete(observers);
    this.#namespaces.delete(observers.namespace);
    observers.end();
  }

  /** As long as somebody observes. */
  async #look(): Promise<void> {
    const { environment } = this.#machinery();
    this.#isLooking = true;
    while (this.#all.size > 0) {
      await this.#wakeup.wait(environment, LOOK_INTERVAL_MS);
      for (const observers of [...this.#namespaces.values()]) {
        if (!observers.hasWork()) continue;
        const began = environment.monotonic();
        await observers.look();
        await this.#rest((environment.monotonic() - began) * WAIT_FOR_COST);
      }
      await this.#rest(PAUSE_MS);
      if ([...this.#namespaces.values()].some((observers) => observers.hasWork())) this.#wakeup.wake();
    }
    this.#isLooking = false;
  }

  async #rest(durationMs: number): Promise<void> {
    await new Wakeup().wait(this.#machinery().environment, Math.min(durationMs, WAIT_MS_MAX));
  }
}

function tooMany(limit: string, where: string, count: number): EngineError {
  return new EngineError("OVERLOADED", `${count} streams observe ${where} already, which is the most`, {
    metadata: { limit, value: String(count) },
    retryAfterMs: 1000,
  });
}
