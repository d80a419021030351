/**
 * Definitions as the engine uses them: compiled, cached by namespace and digest, loaded once per process. Of a large
 * one only the parts that are touched are loaded: one for each segment, and pages of the index of names.
 */
import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { AcceptedDefinition } from "../core/definition/accepted-definition.js";
import { decodeDefinition } from "../core/definition/canonical-definition.js";
import { compileChunk } from "../core/definition/compile-chunk.js";
import { type CompiledDefinition, compileDefinition } from "../core/definition/compiled-definition.js";
import type { FlowDefinition } from "../core/definition/definition.js";
import type { ListBounds } from "../core/definition/list-bounds.js";
import { NamePage, namePageCount, namePageOf } from "../core/definition/name-index.js";
import { decodeChunk, type SegmentChunk } from "../core/definition/segment-chunk.js";
import { type SegmentBounds, storedForm } from "../core/definition/stored-form.js";
import type { DefinitionManifest } from "../store/definition-store.js";
import type { Store } from "../store/store.js";
import { cacheOfAtMost } from "./cache-of-at-most.js";
import { EngineError } from "./engine-error.js";
import { type Environment, inSteps, pause } from "./environment.js";
import { SharedReads } from "./shared-reads.js";

const CACHE_BYTES = 64 * 1024 * 1024;
/** A compiled definition occupies about this many times its canonical bytes, plus something for each task. */
const BYTES_FACTOR = 4;
const BYTES_PER_TASK = 600;
/** A definition in use is marked so at least this often, far more often than unused ones are collected. */
const TOUCH_INTERVAL_MS = 24 * 3_600_000;
const TOUCHES_KEPT = 10_000;
/** After so many bytes whatever else waits comes first. */
const DIGEST_BYTES_AT_ONCE = 8 * 1024 * 1024;

type Part = CompiledDefinition | NamePage;

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
  readonly #newest = new SharedReads<string | undefined>();
  /** When each definition was last marked as used, by its key. */
  readonly #touched = cacheOfAtMost<number>(TOUCHES_KEPT);

  constructor(store: Store, environment: Environment, bounds: SegmentBounds) {
    this.#store = store;
    this.#environment = environment;
    this.#bounds = bounds;
  }

  /** What the cache holds. */
  get gauge(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#cache.size, bytes: this.#cache.calculatedSize };
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

  /** The segments of a large definition that may hold a task of this name. Throws DEFINITION_NOT_FOUND. */
  async segmentsOf(namespace: string, digest: string, name: string): Promise<readonly number[]> {
    const { segments } = await this.load(namespace, digest, 0);
    const names = segments.reduce((sum, { tasks }) => sum + tasks, 0);
    const page = namePageOf(name, namePageCount(names));
    const key = partKey(namespace, digest, `names/${page}`);
    const fetch = async () => {
      const [bytes] = await this.#chunks(namespace, digest, [segments.length + page]);
      if (bytes === undefined) throw notFound(namespace, digest);
      return new NamePage(bytes);
    };
    const index = this.#cache.get(key) ?? (await this.#loadOnce(key, fetch));
    return (index as NamePage).segmentsOf(name); // Under this key there is nothing else.
  }

  /** Keeps a definition in the store and compiles it; with `register` it becomes the newest of its name. */
  async keep(namespace: string, accepted: AcceptedDefinition, register: boolean): Promise<KeptDefinition> {
    const digest = await this.#digestOf(accepted);
    const cached = register ? undefined : this.cached(namespace, digest, 0);
    if (cached !== undefined && (await this.confirm(namespace, digest))) {
      return { definition: cached, created: false };
    }
    const { settings, graph, warnings } = accepted;
    const { name, version } = settings;
    const { chunks, chunkCount, namedIn } = await inSteps(this.#environment, storedForm(accepted, this.#bounds));
    const record = { namespace, digest, name, version, taskCount: graph.size, chunks, chunkCount };
    const created = await this.#store.definitions.put({ ...record, ...(namedIn && { namedIn }) }, register);
    this.#touched.set(definitionKey(namespace, digest), this.#environment.monotonic());
    const definition = { ...(await this.load(namespace, digest, 0)), warnings };
    this.#cache.set(partKey(namespace, digest, 0), definition);
    return { definition, created };
  }

  /** Compiles segment 0 of it, or the whole; nothing is kept. */
  async compile(accepted: AcceptedDefinition): Promise<CompiledDefinition> {
    for await (const definition of this.compileAll(accepted)) return definition;
    throw new Error("a definition without a chunk");
  }

  /** Compiles all segments of it, one after the other; nothing is kept. */
  async *compileAll(accepted: AcceptedDefinition): AsyncGenerator<CompiledDefinition> {
    const digest = await this.#digestOf(accepted);
    const { isCut, chunks } = await inSteps(this.#environment, storedForm(accepted, this.#bounds));
    for (const chunk of chunks) {
      const part = isCut ? compiledPart(chunk, digest) : compiledWhole(chunk, digest, this.#bounds.lists);
      yield isCut ? { ...part, warnings: accepted.warnings } : part;
      // What follows is the index of names.
      if (part.segment === part.segmentCount - 1) return;
      await pause(this.#environment);
    }
  }

  /** Of the newest definition that was put under the name. */
  newestDigest(namespace: string, name: string): Promise<string | undefined> {
    const { definitions } = this.#store;
    const key = definitionKey(namespace, name);
    return this.#newest.read(key, async () => (await definitions.newest(namespace, name))?.digest);
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
  async spec({ namespace, digest, taskCount, chunkCount }: DefinitionManifest): Promise<FlowDefinition> {
    const segments = chunkCount === 1 ? 1 : chunkCount - namePageCount(taskCount);
    const chunks = await this.#chunks(namespace, digest, [...Array(segments).keys()]);
    const [first] = chunks;
    if (first === undefined) throw notFound(namespace, digest);
    return chunkCount === 1 ? decodeDefinition(first) : joinedChunks(chunks.map(decodeChunk));
  }

  /** SHA-256 of the canonical bytes, in hexadecimal. */
  async #digestOf(accepted: AcceptedDefinition): Promise<string> {
    const hash = createHash("sha256");
    let bytes = 0;
    for (const piece of accepted.pieces()) {
      hash.update(piece);
      bytes += piece.length;
      if (bytes < DIGEST_BYTES_AT_ONCE) continue;
      bytes = 0;
      await pause(this.#environment);
    }
    return hash.digest("hex");
  }

  async #loadOnce(key: string, fetch: () => Promise<Part>): Promise<Part> {
    const loading = this.#loading.get(key) ?? fetch().finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    const part = await loading;
    this.#cache.set(key, part);
    return part;
  }

  async #fetch(namespace: string, digest: string, segment: number): Promise<CompiledDefinition> {
    const manifest = await this.#store.definitions.get(namespace, digest);
    if (manifest === undefined) throw notFound(namespace, digest);
    const [bytes] = await this.#chunks(namespace, digest, [segment]);
    if (bytes === undefined) throw notFound(namespace, digest);
    return manifest.chunkCount > 1 ? compiledPart(bytes, digest) : compiledWhole(bytes, digest, this.#bounds.lists);
  }

  async #chunks(namespace: string, digest: string, places: readonly number[]): Promise<readonly Uint8Array[]> {
    const chunks = await this.#store.definitions.chunks(namespace, digest, places);
    if (chunks === undefined) throw notFound(namespace, digest);
    return chunks;
  }
}

function compiledWhole(bytes: Uint8Array, digest: string, lists: ListBounds | undefined): CompiledDefinition {
  const spec = decodeDefinition(bytes);
  return compileDefinition(spec, digest, sizeOf(bytes, spec.tasks.length), lists);
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

function partKey(namespace: string, digest: string, part: number | string): string {
  return `${definitionKey(namespace, digest)}/${part}`;
}
