/**
 * Definitions as the engine uses them: compiled, cached by namespace and digest, loaded once per process. Of a large
 * one only the parts that are touched are loaded: one for each segment, and the index of names.
 */
import { LRUCache } from "lru-cache";
import { canonicalDefinition, decodeDefinition, definitionDigest } from "../core/definition/canonical-definition.js";
import { compileChunk } from "../core/definition/compile-chunk.js";
import { type CompiledDefinition, compileDefinition } from "../core/definition/compiled-definition.js";
import { type FlowDefinition, isControlled } from "../core/definition/definition.js";
import { NameIndex } from "../core/definition/name-index.js";
import { partition } from "../core/definition/partition.js";
import { cutChunks, decodeChunk, encodeChunk, type SegmentChunk } from "../core/definition/segment-chunk.js";
import { LIMITS } from "../core/limits.js";
import type { DefinitionRecord } from "../store/definition-store.js";
import type { Store } from "../store/store.js";
import { EngineError } from "./engine-error.js";
import type { Environment } from "./environment.js";

const CACHE_BYTES = 64 * 1024 * 1024;
/** A compiled definition occupies about this many times its canonical bytes, plus something for each task. */
const BYTES_FACTOR = 4;
const BYTES_PER_TASK = 600;
/** A definition in use is marked so at least this often, far more often than unused ones are collected. */
const TOUCH_INTERVAL_MS = 24 * 3_600_000;

/** How definitions are cut. */
export interface SegmentBounds {
  /** A flow of more tasks is cut into segments, unless it must be decided as a whole. */
  readonly wholeTasks: number;
  /** The most tasks of a segment of such a flow. */
  readonly segmentTasks: number;
}

export const SEGMENT_BOUNDS: SegmentBounds = { wholeTasks: 1024, segmentTasks: 512 };

type Part = CompiledDefinition | NameIndex;

export interface KeptDefinition {
  /** Segment 0 of it, or the whole. */
  readonly definition: CompiledDefinition;
  readonly created: boolean;
}

export class Definitions {
  readonly #store: Store;
  readonly #environment: Environment;
  readonly #bounds: SegmentBounds;
  readonly #cache = new LRUCache<string, Part>({ maxSize: CACHE_BYTES, sizeCalculation: (part) => part.size + 1 });
  readonly #loading = new Map<string, Promise<Part>>();
  /** When each definition was last marked as used, by its key. */
  readonly #touched = new LRUCache<string, number>({ max: 10_000 });

  constructor(store: Store, environment: Environment, bounds: SegmentBounds) {
    this.#store = store;
    this.#environment = environment;
    this.#bounds = bounds;
  }

  /** The part for this segment if it is in the cache. */
  cached(namespace: string, digest: string, segment: number): CompiledDefinition | undefined {
    // Under a segment's key there is never an index.
    return this.#cache.get(partKey(namespace, digest, segment)) as CompiledDefinition | undefined;
  }

  /** The part for this segment; of a definition of one segment the whole. Throws DEFINITION_NOT_FOUND. */
  async load(namespace: string, digest: string, segment: number): Promise<CompiledDefinition> {
    const cached = this.cached(namespace, digest, segment);
    if (cached !== undefined) return cached;
    const part = await this.#loadOnce(partKey(namespace, digest, segment), () =>
      this.#fetch(namespace, digest, segment),
    );
    return part as CompiledDefinition; // As `cached`.
  }

  /** Where the tasks of a large definition are, by name. Throws DEFINITION_NOT_FOUND. */
  async names(namespace: string, digest: string): Promise<NameIndex> {
    const key = partKey(namespace, digest, "names");
    const index = this.#cache.get(key) ?? (await this.#loadOnce(key, () => this.#fetchNames(namespace, digest)));
    return index as NameIndex; // Under this key there is nothing else.
  }

  /** Keeps a valid definition in the store and compiles it; with `register` it becomes the newest of its name. */
  async keep(namespace: string, spec: FlowDefinition, register: boolean): Promise<KeptDefinition> {
    const bytes = canonicalDefinition(spec);
    const digest = definitionDigest(bytes);
    const cached = register ? undefined : this.cached(namespace, digest, 0);
    if (cached !== undefined && (await this.confirm(namespace, digest))) {
      return { definition: cached, created: false };
    }
    const { definition, chunks } = this.#cut(bytes, digest);
    const { name, version } = spec;
    const record: DefinitionRecord = { namespace, digest, name, version, taskCount: spec.tasks.length, chunks };
    const created = await this.#store.definitions.put(record, register);
    this.#cache.set(partKey(namespace, digest, 0), definition);
    this.#touched.set(definitionKey(namespace, digest), this.#environment.monotonic());
    return { definition, created };
  }

  /** A valid definition, compiled; nothing is kept of it. */
  compile(spec: FlowDefinition): CompiledDefinition {
    const bytes = canonicalDefinition(spec);
    return this.#cut(bytes, definitionDigest(bytes)).definition;
  }

  /** Marks a definition that a new flow will name as used; false = it was collected meanwhile (rule M4). */
  async confirm(namespace: string, digest: string): Promise<boolean> {
    const key = definitionKey(namespace, digest);
    const touchedAt = this.#touched.get(key);
    const now = this.#environment.monotonic();
    if (touchedAt !== undefined && now - touchedAt < TOUCH_INTERVAL_MS) return true;
    const found = await this.#store.definitions.touch(namespace, digest);
    if (found) this.#touched.set(key, now);
    else this.#touched.delete(key);
    return found;
  }

  /** The definition as it was given. Throws DEFINITION_NOT_FOUND. */
  async spec(namespace: string, digest: string, chunkCount: number): Promise<FlowDefinition> {
    const [first, ...others] = await this.#chunks(namespace, digest, [...Array(Math.max(1, chunkCount - 1)).keys()]);
    if (first === undefined) throw notFound(namespace, digest);
    return chunkCount === 1 ? decodeDefinition(first) : joinedChunks([first, ...others].map(decodeChunk));
  }

  /** What segment 0 runs of it, and what is stored. */
  #cut(bytes: Uint8Array, digest: string) {
    const spec = decodeDefinition(bytes);
    const whole = compileDefinition(spec, digest, sizeOf(bytes, spec.tasks.length));
    if (!this.#isCut(spec)) return { definition: whole, chunks: [bytes] };
    const cut = cutChunks(whole, partition(whole, this.#bounds.segmentTasks));
    const index = NameIndex.of(cut.map(({ tasks }) => tasks.map(({ task }) => task.name)));
    const chunks = cut.map(encodeChunk);
    const [first] = chunks;
    if (first === undefined) throw new Error("a large definition without a segment");
    const definition = { ...compiledPart(first, digest), warnings: whole.warnings };
    return { definition, chunks: [...chunks, index.encode()] };
  }

  /** What bounds or stops the whole flow at once is decided as a whole, as long as that is possible. */
  #isCut(flow: FlowDefinition): boolean {
    const { tasks, maxParallel, failureMode } = flow;
    if (tasks.length <= this.#bounds.wholeTasks || isControlled(flow)) return false;
    return tasks.length > LIMITS.tasksDecidedAsOne || (maxParallel === 0 && failureMode === "CONTINUE");
  }

  async #loadOnce(key: string, fetch: () => Promise<Part>): Promise<Part> {
    const loading = this.#loading.get(key) ?? fetch().finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    const part = await loading;
    this.#cache.set(key, part);
    return part;
  }

  async #fetch(namespace: string, digest: string, segment: number): Promise<CompiledDefinition> {
    const chunkCount = await this.#chunkCount(namespace, digest);
    const [bytes] = await this.#chunks(namespace, digest, [segment]);
    if (bytes === undefined) throw notFound(namespace, digest);
    if (chunkCount > 1) return compiledPart(bytes, digest);
    const spec = decodeDefinition(bytes);
    return compileDefinition(spec, digest, sizeOf(bytes, spec.tasks.length));
  }

  async #fetchNames(namespace: string, digest: string): Promise<NameIndex> {
    const chunkCount = await this.#chunkCount(namespace, digest);
    const [bytes] = await this.#chunks(namespace, digest, [chunkCount - 1]);
    if (bytes === undefined) throw notFound(namespace, digest);
    return NameIndex.decode(bytes);
  }

  async #chunkCount(namespace: string, digest: string): Promise<number> {
    const manifest = await this.#store.definitions.get(namespace, digest);
    if (manifest === undefined) throw notFound(namespace, digest);
    return manifest.chunkCount;
  }

  async #chunks(namespace: string, digest: string, places: readonly number[]): Promise<readonly Uint8Array[]> {
    const chunks = await this.#store.definitions.chunks(namespace, digest, places);
    if (chunks === undefined) throw notFound(namespace, digest);
    return chunks;
  }
}

function compiledPart(bytes: Uint8Array, digest: string): CompiledDefinition {
  const chunk = decodeChunk(bytes);
  return compileChunk(chunk, digest, sizeOf(bytes, chunk.tasks.length));
}

function sizeOf(bytes: Uint8Array, tasks: number): number {
  return bytes.length * BYTES_FACTOR + tasks * BYTES_PER_TASK;
}

function joinedChunks(chunks: readonly SegmentChunk[]): FlowDefinition {
  const [first] = chunks;
  if (first === undefined) throw new Error("a large definition without a segment");
  const tasks = chunks.flatMap((chunk) => chunk.tasks).sort((a, b) => a.place - b.place);
  return { ...first.settings, tasks: tasks.map(({ task }) => task) };
}

function notFound(namespace: string, digest: string): EngineError {
  return new EngineError("DEFINITION_NOT_FOUND", `no definition ${digest} in namespace ${namespace}`, {
    metadata: { namespace, digest },
  });
}

function definitionKey(namespace: string, digest: string): string {
  return `${namespace}/${digest}`;
}

function partKey(namespace: string, digest: string, part: number | "names"): string {
  return `${definitionKey(namespace, digest)}/${part}`;
}
