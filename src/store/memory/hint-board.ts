/**
 * Tells the listeners of other processes what one did, later and in order, as a database's change feed would.
 */
import type { QueueKey } from "../queue-store.js";
import type { SegmentRecord } from "../segment-record.js";
import type { SessionKey } from "../session-store.js";
import type { Hint, HintFeed, HintListener } from "../store.js";

/** Runs a delivery later; one that never runs is a lost hint. */
export type Schedule = (deliver: () => void) => void;

interface Registration {
  readonly process: string;
  readonly listener: HintListener;
}

export class HintBoard {
  readonly #registrations = new Set<Registration>();
  readonly #schedule: Schedule;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  listen(process: string, listener: HintListener): HintFeed {
    const registration = { process, listener };
    this.#registrations.add(registration);
    return {
      open: Promise.resolve(),
      close: async () => {
        this.#registrations.delete(registration);
      },
    };
  }

  /** A process lost a session to another one. */
  sessionTaken(process: string, { namespace, session, epoch }: SessionKey & { readonly epoch: number }): void {
    for (const registration of this.#registrations) {
      if (registration.process !== process) continue;
      this.#tell(registration, (listener) => listener.sessionTaken({ namespace, session }, epoch));
    }
  }

  /** A queue was set by a process, which needs no hint. */
  queueSet(process: string, key: QueueKey): void {
    for (const registration of this.#registrations) {
      if (registration.process !== process) this.#tell(registration, (listener) => listener.queueSet(key));
    }
  }

  /** Permits of a queue came back by a process, which needs no hint. */
  queueFreed(token: string, key: QueueKey): void {
    for (const registration of this.#registrations) {
      if (token.startsWith(`${registration.process}:`)) continue;
      this.#tell(registration, (listener) => listener.queueFreed(key));
    }
  }

  /** `commit` is that of the change: its own process needs no hint. */
  publish(hint: Hint, commit: string): void {
    for (const registration of this.#registrations) {
      if (commit.startsWith(`${registration.process}:`)) continue;
      const called = hint.signalled?.includes(registration.process) ?? false;
      if (hint.heads === undefined && !called) continue;
      this.#tell(registration, (listener) => listener.hint(hint));
    }
  }

  #tell(registration: Registration, tell: (listener: HintListener) => void): void {
    this.#schedule(() => {
      if (this.#registrations.has(registration)) tell(registration.listener);
    });
  }
}

/** Of a commit. */
export function hintOf(record: SegmentRecord, heads: Hint["heads"], signalled: Hint["signalled"]): Hint {
  const { namespace, flowId } = record.address;
  return {
    id: record.id,
    namespace,
    flowId,
    ...(heads === undefined ? {} : { heads }),
    ...(signalled === undefined ? {} : { signalled }),
  };
}
