/**
 * What this process hears of others: tasks that wait for its sessions, claims of its sessions that ended or are to be
 * cancelled, sessions that they took over. Hints only: the sweep and the reconciliation find the same later.
 */
import type { SessionKey } from "../../store/session-store.js";
import type { Hint, HintFeed } from "../../store/store.js";
import type { Machinery } from "../machinery.js";
import type { LiveSession } from "../sessions/live-session.js";
import { loseSession, takenOver } from "../sessions/lost-session.js";
import { reconcileAt } from "../sessions/reconcile.js";

/** `gap` is called where hints may have been lost. */
export function listenToOthers(machinery: Machinery, gap: () => void): HintFeed {
  const listener = new Listener(machinery);
  return machinery.store.listen(machinery.process, {
    hint: (hint) => listener.heard(hint),
    sessionTaken: (session, epoch) => listener.sessionTaken(session, epoch),
    queueSet: () => machinery.queues.hurry(),
    queueFreed: (key) => {
      machinery.permits.freedElsewhere(key);
      machinery.rates.freedElsewhere(key);
    },
    gap: () => {
      machinery.tally.hintGaps += 1;
      machinery.queues.hurry();
      gap();
    },
  });
}

class Listener {
  readonly #machinery: Machinery;
  /** Comparisons under way, by session and segment; true = something happened since it began. */
  readonly #comparing = new Map<LiveSession, Map<string, boolean>>();

  constructor(machinery: Machinery) {
    this.#machinery = machinery;
  }

  heard({ id, namespace, flowId, heads, signalled, time }: Hint): void {
    const { clock, signals, dispatcher, process, sessions, committer, tally } = this.#machinery;
    if (time !== undefined) tally.hints.add(clock.now() - time);
    signals.changed(id);
    committer.changedElsewhere(id);
    if (heads !== undefined && heads.length > 0) dispatcher.noteHeads({ namespace, flowId }, heads);
    if (signalled?.includes(process) !== true) return;
    this.#machinery.permits.changedElsewhere(id);
    for (const session of sessions.all()) {
      if (session.namespace === namespace && session.holdsIn(id)) void this.#compare(session, id);
    }
  }

  sessionTaken({ namespace, session: sessionId }: SessionKey, epoch: number): void {
    const session = this.#machinery.sessions.get(namespace, sessionId);
    if (session !== undefined && session.epoch < epoch) loseSession(this.#machinery, session, takenOver(sessionId));
  }

  /** One at a time for a session and a segment: hints that come meanwhile share the next. */
  async #compare(session: LiveSession, segmentId: string): Promise<void> {
    const underWay = this.#comparing.get(session) ?? new Map<string, boolean>();
    this.#comparing.set(session, underWay);
    if (underWay.has(segmentId)) {
      underWay.set(segmentId, true);
      return;
    }
    try {
      do {
        underWay.set(segmentId, false);
        await reconcileAt(this.#machinery, session, segmentId);
      } while (underWay.get(segmentId) === true && !session.ended);
    } catch (error) {
      this.#machinery.emit({ kind: "error", what: "looking at another process's commit", error, segmentId });
    } finally {
      underWay.delete(segmentId);
      if (underWay.size === 0) this.#comparing.delete(session);
    }
  }
}
