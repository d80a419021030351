/**
 * The end of an engine: its sessions are told to go elsewhere, what is under way is answered, and nothing of it stays
 * behind that others would have to wait for.
 */
import type { HintFeed } from "../store/store.js";
import type { Environment } from "./environment.js";
import type { Machinery } from "./machinery.js";
import type { ProcessLease } from "./sessions/process-lease.js";
import type { Sweep } from "./upkeep/sweep.js";

const GRACE_MS = 5_000;

export interface RunningParts {
  readonly sweep: Sweep;
  readonly lease: ProcessLease;
  readonly hints: HintFeed;
}

/** At most `graceMs` for streams to close and commands to be answered; then it stops all the same. */
export async function stopEngine(machinery: Machinery, parts: RunningParts, graceMs = GRACE_MS): Promise<void> {
  const { environment, sessions, committer, dispatcher, alarms } = machinery;
  dispatcher.stop();
  alarms.stop();
  machinery.schedules.close();
  sessions.close();
  for (const session of [...sessions.all(), machinery.observing]) session.announceDraining(0);
  const bound = bounded(environment, graceMs);
  await Promise.race([sessions.emptied(), bound.over]);
  // Who has not closed its stream by now is closed: what it was not sent goes back, the rest lives on for its lease.
  const closed = Promise.all([machinery.schedules.idle(), ...sessions.all().map((session) => session.close())])
    .then(() => committer.idle())
    .catch((error: unknown) => machinery.emit({ kind: "error", what: "stopping", error }));
  await Promise.race([closed, bound.over]);
  bound.cancel();
  await stopParts(machinery, parts);
}

/** Stops what runs by itself, whatever of it fails: a store that is gone must not keep a process from ending. */
export async function stopParts(machinery: Machinery, { sweep, lease, hints }: RunningParts): Promise<void> {
  machinery.queues.stop();
  machinery.family.close();
  machinery.schedules.close();
  const leave = () => Promise.all([machinery.permits.leave(), machinery.rates.leave()]);
  const deafen = () => machinery.watching.close();
  for (const stop of [deafen, () => sweep.stop(), () => hints.close(), leave, () => lease.stop()]) {
    try {
      await stop();
    } catch (error) {
      machinery.emit({ kind: "error", what: "stopping", error });
    }
  }
}

function bounded(environment: Environment, delayMs: number): { readonly over: Promise<void>; cancel(): void } {
  let resolveOver: () => void;
  const over = new Promise<void>((resolve) => {
    resolveOver = resolve;
  });
  return { over, cancel: environment.setTimer(delayMs, () => resolveOver()) };
}
