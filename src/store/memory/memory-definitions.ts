/**
 * Definitions in memory.
 */
import type {
  DefinitionCursor,
  DefinitionManifest,
  DefinitionRecord,
  DefinitionStore,
  DefinitionSummary,
} from "../definition-store.js";

interface Row {
  readonly record: DefinitionManifest & { readonly chunks: readonly Uint8Array[] };
  /** The digests that its tasks name. */
  readonly names: ReadonlySet<string>;
  readonly useTime: number;
}

export class MemoryDefinitions implements DefinitionStore {
  readonly #rows = new Map<string, Row>();
  readonly #now: () => number;
  /** Whether a flow or a schedule names the definition. */
  readonly #isUsed: (namespace: string, digest: string) => boolean;
  #lastPutTime = 0;

  constructor(now: () => number, isUsed: (namespace: string, digest: string) => boolean) {
    this.#now = now;
    this.#isUsed = isUsed;
  }

  async put(record: DefinitionRecord, register: boolean): Promise<boolean> {
    const key = keyOf(record.namespace, record.digest);
    const existing = this.#rows.get(key);
    const putTime = register ? this.#nextPutTime() : existing?.record.putTime;
    const { record: whole, names } = existing ?? rowOf(record);
    const kept = { ...whole, ...(putTime === undefined ? {} : { putTime }) };
    this.#rows.set(key, { record: kept, names, useTime: this.#now() });
    if (existing === undefined) for (const digest of names) await this.touch(record.namespace, digest);
    return existing === undefined;
  }

  async get(namespace: string, digest: string): Promise<DefinitionManifest | undefined> {
    const record = this.#rows.get(keyOf(namespace, digest))?.record;
    return record && manifestOf(record);
  }

  async newest(namespace: string, name: string): Promise<DefinitionManifest | undefined> {
    const [record] = this.#listed(namespace, name);
    return record && manifestOf(record);
  }

  async chunks(
    namespace: string,
    digest: string,
    places: readonly number[],
  ): Promise<readonly Uint8Array[] | undefined> {
    const chunks = this.#rows.get(keyOf(namespace, digest))?.record.chunks ?? [];
    const found = places.flatMap((place) => chunks[place] ?? []);
    return found.length === places.length ? found : undefined;
  }

  async list(
    namespace: string,
    name: string | undefined,
    after: DefinitionCursor | undefined,
    limit: number,
  ): Promise<readonly DefinitionSummary[]> {
    return this.#listed(namespace, name)
      .filter((record) => after === undefined || compare(record, after) > 0)
      .slice(0, limit)
      .map(({ chunks: _chunks, chunkCount: _count, ...summary }) => summary);
  }

  async touch(namespace: string, digest: string): Promise<boolean> {
    const key = keyOf(namespace, digest);
    const row = this.#rows.get(key);
    if (row !== undefined) this.#rows.set(key, { ...row, useTime: this.#now() });
    return row !== undefined;
  }

  async collect(ageMs: number): Promise<number> {
    const before = this.#now() - ageMs;
    const named = new Set(
      [...this.#rows.values()].flatMap(({ record, names }) => [...names].map((one) => keyOf(record.namespace, one))),
    );
    const unused = [...this.#rows].filter(
      ([key, { record, useTime }]) =>
        record.putTime === undefined &&
        useTime <= before &&
        !named.has(key) &&
        !this.#isUsed(record.namespace, record.digest),
    );
    for (const [key] of unused) this.#rows.delete(key);
    return unused.length;
  }

  /** Those put under a name, the newest first. */
  #listed(namespace: string, name: string | undefined): (Row["record"] & DefinitionCursor)[] {
    return [...this.#rows.values()]
      .flatMap(({ record }) => (record.putTime === undefined ? [] : [{ ...record, putTime: record.putTime }]))
      .filter((record) => record.namespace === namespace && (name === undefined || record.name === name))
      .sort(compare);
  }

  /** Rises with each put, though several may fall into one millisecond: the last one is the newest. */
  #nextPutTime(): number {
    this.#lastPutTime = Math.max(this.#now(), this.#lastPutTime + 1);
    return this.#lastPutTime;
  }
}

function rowOf(given: DefinitionRecord): Pick<Row, "record" | "names"> {
  const { namedIn, putTime: _given, ...content } = given;
  const chunks = [...given.chunks];
  const names = new Set(chunks.flatMap((chunk, place) => [...(namedIn?.(chunk, place) ?? [])]));
  return { record: { ...content, chunks }, names };
}

function manifestOf({ chunks: _chunks, ...manifest }: Row["record"]): DefinitionManifest {
  return manifest;
}

function keyOf(namespace: string, digest: string): string {
  return `${namespace}/${digest}`;
}

function compare(a: DefinitionCursor, b: DefinitionCursor): number {
  if (a.putTime !== b.putTime) return b.putTime - a.putTime;
  return a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0;
}
