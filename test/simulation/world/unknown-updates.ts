/**
 * The updates of one process that it has no answer to: while that is so, nothing else may be decided on what they were
 * decided on, for they may still land (rule C3).
 */
import type { SegmentUpdate } from "../../../src/store/segment-record.js";
import type { SegmentStore, UpdateResult, WriterState } from "../../../src/store/segment-store.js";
import type { Life } from "./life.js";
import type { ProcessClock } from "./process-clock.js";
import type { World } from "./world.js";

/** After that the engine tells its callers that the outcome is unknown, and goes on. */
const PATIENCE_MS = 15_000;

interface Unknown {
  readonly id: string;
  readonly version: number;
  readonly round: number;
  readonly since: number;
}

export class UnknownUpdates {
  readonly #world: World;
  readonly #life: Life;
  readonly #clock: ProcessClock;
  /** By guard. */
  readonly #unknown = new Map<string, Unknown>();

  constructor(world: World, life: Life, clock: ProcessClock) {
    this.#world = world;
    this.#life = life;
    this.#clock = clock;
  }

  /** Sends the updates; what they were decided on must be open to them. */
  async send(updates: readonly SegmentUpdate[], send: SegmentStore["update"]): Promise<UpdateResult> {
    for (const update of updates) this.#expectOpen(update);
    try {
      const result = await send(updates);
      for (const { guard } of updates) this.#unknown.delete(keyOf(guard));
      return result;
    } catch (error) {
      const since = this.#clock.read();
      for (const { guard, round } of updates) {
        const key = keyOf(guard);
        if (this.#unknown.get(key)?.round !== round)
          this.#unknown.set(key, { id: guard.id, version: guard.version, round, since });
      }
      throw error;
    }
  }

  /** The store has told how far segments are: what was decided on another version than theirs has landed or never will. */
  learn(states: readonly WriterState[]): void {
    const versions = new Map(states.map(({ id, version }) => [id, version]));
    for (const [key, { id, version }] of this.#unknown) {
      const now = versions.get(id);
      if (now !== undefined && now !== version) this.#unknown.delete(key);
    }
  }

  #expectOpen({ guard, round }: SegmentUpdate): void {
    const unknown = this.#unknown.get(keyOf(guard));
    if (unknown === undefined || unknown.round === round || this.#clock.read() - unknown.since >= PATIENCE_MS) return;
    const what = `round ${round} was decided on version ${guard.version} of ${guard.id}`;
    this.#world.breaks(`${this.#life.name}: ${what}, on which round ${unknown.round} may still land`);
  }
}

function keyOf({ id, version, commit }: SegmentUpdate["guard"]): string {
  return `${id} ${version} ${commit}`;
}
