/**
 * The updates of one process that it has no answer to: while that is so, nothing else may be decided on what they were
 * decided on, for they may still land (rule C3).
 */
import type { SegmentUpdate } from "../../../src/store/segment-record.js";
import type { SegmentStore, UpdateResult } from "../../../src/store/segment-store.js";
import type { Life } from "./life.js";
import type { ProcessClock } from "./process-clock.js";
import type { World } from "./world.js";

/** After that the engine tells its callers that the outcome is unknown, and goes on. */
const PATIENCE_MS = 15_000;

export class UnknownUpdates {
  readonly #world: World;
  readonly #life: Life;
  readonly #clock: ProcessClock;
  /** By guard. */
  readonly #unknown = new Map<string, { readonly round: number; readonly since: number }>();

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
        if (this.#unknown.get(key)?.round !== round) this.#unknown.set(key, { round, since });
      }
      throw error;
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
