/**
 * The sessions of a test engine's store. The lease of a process that lives does not run out while the clock leaps; that of
 * one that died, or whose store is silent, is what it is everywhere.
 */
import { PROCESS_LEASE_MS } from "../engine/sessions/process-lease.js";
import { overridden } from "../store/overridden.js";
import type { SessionKey, SessionStore } from "../store/session-store.js";

/** For so long an engine must have swept before it lets a session expire. */
const SWEPT_MS = PROCESS_LEASE_MS + 1_000;
/** Longer than any test's time. */
const FOREVER_MS = 1_000 * 366 * 86_400_000;

export class KeptLeases {
  readonly #sessions: SessionStore;
  readonly #keys = new Map<string, SessionKey>();
  /** As an engine is to see them. */
  readonly kept: SessionStore;

  constructor(sessions: SessionStore) {
    this.#sessions = sessions;
    this.kept = overridden(sessions, {
      open: async (opening) => {
        const opened = await sessions.open(opening);
        if (opened !== undefined) this.#keys.set(`${opening.namespace}/${opening.session}`, opened.record);
        return opened;
      },
      registerProcess: (process) => sessions.registerProcess(process, FOREVER_MS),
      renewProcess: (process) => sessions.renewProcess(process, FOREVER_MS),
    });
  }

  /** From now on its lease runs out as everywhere, unless it is renewed before. */
  async letRunOut(process: string): Promise<void> {
    await this.#sessions.registerProcess(process, PROCESS_LEASE_MS);
  }

  /**
   * When the engine has to be there next for a session without a stream that expires: a while before it does, since who
   * comes late gives others time to renew, and then when it does. Undefined = none will.
   */
  async nextNeed(now: number): Promise<number | undefined> {
    const keys = [...this.#keys];
    const records = await this.#sessions.read(keys.map(([, key]) => key));
    const times: number[] = [];
    for (const [index, [name]] of keys.entries()) {
      const record = records[index];
      if (record?.state !== "LIVE") this.#keys.delete(name);
      else if (record.expireTime !== undefined) times.push(needBefore(record.expireTime, now));
    }
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** The session's lease is over, whatever its holder does; false = there is no such session. */
  async end(key: SessionKey): Promise<boolean> {
    const [record] = await this.#sessions.read([key]);
    return record !== undefined && (await this.#sessions.end(key, record.epoch));
  }
}

function needBefore(expireTime: number, now: number): number {
  return expireTime - SWEPT_MS > now ? expireTime - SWEPT_MS : expireTime;
}
