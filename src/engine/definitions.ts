/**
 * Definitions as the engine uses them: compiled, cached by namespace and digest, loaded once per process.
 */
import { LRUCache } from "lru-cache";
import { canonicalDefinition, decodeDefinition, definitionDigest } from "../core/definition/canonical-definition.js";
import { type CompiledDefinition, compileDefinition } from "../core/definition/compiled-definition.js";
import type { FlowDefinition } from "../core/definition/definition.js";
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

interface Cached {
  readonly definition: CompiledDefinition;
  touchedAt: number;
}

export class Definitions {
  readonly #store: Store;
  readonly #environment: Environment;
  readonly #cache = new LRUCache<string, Cached>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ definition }) => definition.size,
  });
  readonly #loading = new Map<string, Promise<CompiledDefinition>>();

  constructor(store: Store, environment: Environment) {
    this.#store = store;
    this.#environment = environment;
  }

  /** The definition if it is in the cache. */
  cached(namespace: string, digest: string): CompiledDefinition | undefined {
    return this.#cache.get(cacheKey(namespace, digest))?.definition;
  }

  /** Throws DEFINITION_NOT_FOUND where the store has none of this digest. */
  async load(namespace: string, digest: string): Promise<CompiledDefinition> {
    const cached = this.cached(namespace, digest);
    if (cached !== undefined) return cached;
    const key = cacheKey(namespace, digest);
    const loading = this.#loading.get(key) ?? this.#fetch(namespace, digest).finally(() => this.#loading.delete(key));
    this.#loading.set(key, loading);
    return loading;
  }

  /** Keeps a valid definition in the store and compiles it; with `register` it becomes the newest of its name. */
  async keep(
    namespace: string,
    spec: FlowDefinition,
    register: boolean,
  ): Promise<{ readonly definition: CompiledDefinition; readonly created: boolean }> {
    const bytes = canonicalDefinition(spec);
    const digest = definitionDigest(bytes);
    const cached = register ? undefined : this.cached(namespace, digest);
    if (cached !== undefined && (await this.confirm(namespace, digest))) return { definition: cached, created: false };
    const record: DefinitionRecord = {
      namespace,
      digest,
      name: spec.name,
      version: spec.version,
      taskCount: spec.tasks.length,
      chunks: [bytes],
    };
    const created = await this.#store.definitions.put(record, register);
    return { definition: this.#remember(namespace, digest, bytes), created };
  }

  /** A valid definition, compiled; nothing is kept of it. */
  compile(spec: FlowDefinition): CompiledDefinition {
    const bytes = canonicalDefinition(spec);
    return compiled(definitionDigest(bytes), bytes);
  }

  /** Marks a definition that a new flow will name as used; false = it was collected meanwhile (rule M4). */
  async confirm(namespace: string, digest: string): Promise<boolean> {
    const cached = this.#cache.get(cacheKey(namespace, digest));
    const now = this.#environment.monotonic();
    if (cached !== undefined && now - cached.touchedAt < TOUCH_INTERVAL_MS) return true;
    const found = await this.#store.definitions.touch(namespace, digest);
    if (found && cached !== undefined) cached.touchedAt = now;
    if (!found) this.#cache.delete(cacheKey(namespace, digest));
    return found;
  }

  async #fetch(namespace: string, digest: string): Promise<CompiledDefinition> {
    const record = await this.#store.definitions.get(namespace, digest);
    if (record === undefined) {
      throw new EngineError("DEFINITION_NOT_FOUND", `no definition ${digest} in namespace ${namespace}`, {
        metadata: { namespace, digest },
      });
    }
    return this.#remember(namespace, digest, joined(record.chunks), Number.NEGATIVE_INFINITY);
  }

  #remember(namespace: string, digest: string, bytes: Uint8Array, touchedAt = this.#environment.monotonic()) {
    const definition = compiled(digest, bytes);
    this.#cache.set(cacheKey(namespace, digest), { definition, touchedAt });
    return definition;
  }
}

function compiled(digest: string, bytes: Uint8Array): CompiledDefinition {
  const spec = decodeDefinition(bytes);
  return compileDefinition(spec, digest, bytes.length * BYTES_FACTOR + spec.tasks.length * BYTES_PER_TASK + 1);
}

/** The bytes of a definition of one or more chunks. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}

function cacheKey(namespace: string, digest: string): string {
  return `${namespace}/${digest}`;
}
