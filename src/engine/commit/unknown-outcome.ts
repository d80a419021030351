/**
 * Finds out which updates of a round landed when the store's answer does not say (rule C3). Each update also wrote this
 * process's round into its segment; a segment that shows it has it, whatever was committed on top. One that has moved
 * without it does not, unless the round may have been forgotten there, or another run stands in its place.
 */

import type { SegmentUpdate } from "../../store/segment-record.js";
import type { WriterState } from "../../store/segment-store.js";
import { StoreUnavailable } from "../../store/store-errors.js";
import type { Committing } from "./committing.js";
import type { DecidedPart } from "./parts.js";
import { settleFailed, settleLanded, settleMissed } from "./settle.js";

/** How long the store is asked before the callers are told that the outcome is unknown. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 20;
const PAUSE_MS_MAX = 1_000;

/** An update that was sent, with the part of the round that it is for. */
export interface SentUpdate {
  readonly part: DecidedPart;
  readonly update: SegmentUpdate;
}

/**
 * Settles each part. `definite`: the store has answered, so an update that is not there missed its guard and never
 * lands; otherwise one whose segment has not moved is still undecided and is sent again.
 */
export async function findOut(committer: Committing, sent: readonly SentUpdate[], definite: boolean): Promise<void> {
  const { store, environment, process } = committer.setting;
  const giveUpAt = environment.monotonic() + PATIENCE_MS;
  let open = sent;
  let answered = definite;
  for (let pause = PAUSE_MS; open.length > 0; pause = Math.min(pause * 2, PAUSE_MS_MAX)) {
    try {
      const states = await store.segments.writers(
        open.map(({ part }) => part.copy.id),
        process,
      );
      const byId = new Map(states.map((state) => [state.id, state]));
      open = open.filter(({ part, update }) => {
        const state = byId.get(part.copy.id);
        if (state?.round === update.round) settleLanded(committer, part, update);
        else if (state !== undefined && isHidden(state, part, update)) settleFailed(committer, part, untold(), true);
        else if (answered || state === undefined || state.version !== update.guard.version)
          settleMissed(committer, part);
        else return true;
        return false;
      });
      if (open.length === 0) return;
      const { matched } = await store.segments.update(open.map(({ update }) => update));
      answered = true;
      if (matched === open.length) {
        for (const { part, update } of open) settleLanded(committer, part, update);
        return;
      }
    } catch (error) {
      answered = false;
      if (environment.monotonic() > giveUpAt) {
        for (const { part } of open) settleFailed(committer, part, untold({ cause: error }), true);
        return;
      }
      await new Promise<void>((resolve) => environment.setTimer(pause * (0.5 + environment.random() / 2), resolve));
    }
  }
}

/**
 * Whether what tells of the update would be gone, had it landed: others forget a process whose lease was over while it
 * could not reach the store, and a run that takes the place of another brings writers of its own.
 */
function isHidden(
  { incarnation, forgotten = 0 }: WriterState,
  { copy }: DecidedPart,
  { guard }: SegmentUpdate,
): boolean {
  return incarnation !== copy.segment.address.incarnation || forgotten > guard.version + 1;
}

function untold(options?: ErrorOptions): StoreUnavailable {
  return new StoreUnavailable("the store does not say whether the write landed", options);
}
