// What some of a server's gauges show, looked at again and again.
import { setTimeout as delay } from "node:timers/promises";

const EVERY_MS = 500;

export interface Sample {
  /** By performance.now(). */
  readonly at: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface Sampling {
  /** All that was seen, in its order. */
  stop(): Promise<readonly Sample[]>;
}

/** `http`: the address of the side port. */
export function sample(http: string, names: readonly string[]): Sampling {
  const stopping = new AbortController();
  const samples: Sample[] = [];
  const look = async () => {
    while (!stopping.signal.aborted) {
      const page = await (await fetch(`http://${http}/metrics`)).text();
      const lines = page.split("\n").map((line) => line.split(" "));
      const wanted = lines.filter(([name = ""]) => names.includes(name));
      const values = Object.fromEntries(wanted.map(([name = "", value]) => [name, Number(value)]));
      samples.push({ at: performance.now(), values });
      await delay(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const looked = look();
  return {
    async stop() {
      stopping.abort();
      await looked;
      return samples;
    },
  };
}

/** The most that a gauge has shown. */
export function peak(samples: readonly Sample[], name: string): number {
  return Math.max(0, ...samples.map(({ values }) => values[name] ?? 0));
}
