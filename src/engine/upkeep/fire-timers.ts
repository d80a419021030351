/**
 * Fires the timers of a segment that this process has seen.
 */
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";

type Firing = Pick<Machinery, "messenger" | "tally" | "clock" | "committer" | "emit">;

/** The earliest was due at `time`. */
export function fireTimers(
  { messenger, tally, clock, committer, emit }: Firing,
  segmentId: string,
  time: number,
): void {
  if (messenger.isAboutToTell(segmentId, time)) return;
  tally.timers.add(clock.now() - time);
  committer.submit(segmentId, { kind: "fire" }, { fresh: true }).catch((error) => {
    // The flow may be gone; else the sweep finds the timer again.
    if (error instanceof EngineError && error.reason === "FLOW_NOT_FOUND") return;
    emit({ kind: "error", what: "firing timers", error, segmentId });
  });
}
