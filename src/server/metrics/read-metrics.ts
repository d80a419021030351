/**
 * Metrics whose numbers are kept elsewhere, and are read when Prometheus asks.
 */
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Distribution } from "../../engine/measures/distribution.js";

export type Labels = Readonly<Record<string, string>>;

/** A counter for each set of labels that `read` gives a number for. */
export function readCounter(
  registry: Registry,
  name: string,
  help: string,
  label: string | undefined,
  read: () => Iterable<readonly [value: string, count: number]>,
): void {
  new Counter({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    collect() {
      this.reset();
      for (const [value, count] of read()) {
        if (label === undefined) this.inc(count);
        else this.inc({ [label]: value }, count);
      }
    },
  });
}

/** A gauge for each set of labels that `read` gives a number for; those that it gives no more are gone. */
export function readGauge(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly string[],
  read: () => Iterable<readonly [labels: Labels, value: number]>,
): void {
  new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      this.reset();
      for (const [labels, value] of read()) this.set({ ...labels }, value);
    },
  });
}

/** A histogram of a distribution that the engine keeps. */
export function readHistogram(registry: Registry, name: string, help: string, kept: Distribution): void {
  registry.registerMetric(new ReadHistogram(name, help, kept));
}

class ReadHistogram extends Histogram<"le"> {
  readonly #name: string;
  readonly #help: string;
  readonly #kept: Distribution;

  constructor(name: string, help: string, kept: Distribution) {
    super({ name, help, registers: [] });
    this.#name = name;
    this.#help = help;
    this.#kept = kept;
  }

  /** What the registry asks for when it writes its page, and `get` is made of. */
  async getForPromString() {
    const { boundsMs, counts, sumMs } = this.#kept;
    const name = this.#name;
    let count = 0;
    const buckets = [...counts].map((own, index) => {
      count += own;
      const bound = boundsMs[index];
      return {
        metricName: `${name}_bucket`,
        labels: { le: bound === undefined ? "+Inf" : bound / 1000 },
        value: count,
      };
    });
    const sum = { metricName: `${name}_sum`, labels: {}, value: sumMs / 1000 };
    const all = { metricName: `${name}_count`, labels: {}, value: count };
    return { name, help: this.#help, type: "histogram", values: [...buckets, sum, all], aggregator: "sum" };
  }
}
