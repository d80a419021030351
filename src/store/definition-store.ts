/**
 * The port for definitions: immutable canonical bytes, addressed by namespace and digest, shared by all flows.
 */

export interface DefinitionRecord {
  readonly namespace: string;
  /** SHA-256 of the canonical form, hex. */
  readonly digest: string;
  readonly name: string;
  readonly version: string;
  readonly taskCount: number;
  /** The canonical bytes; of a large definition a chunk for each segment, and then the index of names. Read once. */
  readonly chunks: Iterable<Uint8Array>;
  readonly chunkCount: number;
  /** The digests by which the chunk of this place names definitions that its tasks run. Absent = none does. */
  readonly namedIn?: (chunk: Uint8Array, place: number) => ReadonlySet<string>;
  /** When it was last put under its name, set by the store; absent where flows only brought it along. */
  readonly putTime?: number;
}

/** A definition without its bytes. */
export type DefinitionManifest = Omit<DefinitionRecord, "chunks" | "namedIn">;

export type DefinitionSummary = Omit<DefinitionManifest, "chunkCount">;

/** A place in the list of definitions: newest put first, then by digest. */
export interface DefinitionCursor {
  readonly putTime: number;
  readonly digest: string;
}

export interface DefinitionStore {
  /**
   * Keeps the definition if it is not there, chunks first, manifest last, and marks it used now; of one that is there
   * no chunks are read. What a new one names is marked used now, too. `register` puts it under its name as the newest. Returns whether it was new.
   */
  put(record: DefinitionRecord, register: boolean): Promise<boolean>;
  get(namespace: string, digest: string): Promise<DefinitionManifest | undefined>;
  /** The newest one put under the name. */
  newest(namespace: string, name: string): Promise<DefinitionManifest | undefined>;
  /** The chunks of these places, in the order asked; undefined where any of them is not there. */
  chunks(namespace: string, digest: string, places: readonly number[]): Promise<readonly Uint8Array[] | undefined>;
  /** Those put under a name, newest first. */
  list(
    namespace: string,
    name: string | undefined,
    after: DefinitionCursor | undefined,
    limit: number,
  ): Promise<readonly DefinitionSummary[]>;
  /** Marks it used now; false = it is gone. */
  touch(namespace: string, digest: string): Promise<boolean>;
  /**
   * Removes those that nobody put by name, were not used for `ageMs` and that no flow, no schedule and no definition which is
   * kept names. Returns how many.
   */
  collect(ageMs: number): Promise<number>;
}
