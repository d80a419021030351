/**
 * Asks again and again whether the store answers: health and readiness are what it says.
 */
import type { StoreHealth } from "../store/store.js";

export interface StoreProbe {
  readonly health: StoreHealth;
  /** Asks now. */
  check(): Promise<StoreHealth>;
  close(): void;
}

export interface StoreProbeOptions {
  /** From the end of one question to the next one; milliseconds. */
  readonly intervalMs: number;
  /** No answer for this long is none; milliseconds. */
  readonly timeoutMs: number;
  /** The store began or ceased to answer. */
  changed(health: StoreHealth): void;
}

/** Resolves with the first answer. */
export async function probeStore(ask: () => Promise<StoreHealth>, options: StoreProbeOptions): Promise<StoreProbe> {
  let health: StoreHealth | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const check = async (): Promise<StoreHealth> => {
    const answer = await answerWithin(ask, options.timeoutMs);
    const before = health?.ok;
    health = answer;
    if (before !== answer.ok && !closed) options.changed(answer);
    return answer;
  };
  const again = () => {
    if (closed) return;
    timer = setTimeout(() => void check().then(again), options.intervalMs);
    timer.unref();
  };
  const first = await check();
  again();
  return {
    get health() {
      return health ?? first;
    },
    check,
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}

async function answerWithin(ask: () => Promise<StoreHealth>, timeoutMs: number): Promise<StoreHealth> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<StoreHealth>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, detail: `no answer within ${timeoutMs} ms` }), timeoutMs);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
