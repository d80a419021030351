/**
 * What this process hears of others' commits: tasks that wait for its sessions, and claims of its sessions that ended or
 * are to be cancelled. Hints only: the sweep and the reconciliation find the same later.
 */
import type { Hint, HintFeed } from "../store/store.js";
import type { Machinery } from "./machinery.js";
import { reconcileAt } from "./reconcile.js";

/** `gap` is called where hints may have been lost. */
export function listenToOthers(machinery: Machinery, gap: () => void): HintFeed {
  return machinery.store.listen(machinery.process, {
    hint: (hint) => heard(machinery, hint),
    gap,
  });
}

function heard(machinery: Machinery, hint: Hint): void {
  const { id, namespace, flowId, heads, signalled } = hint;
  machinery.signals.changed(id);
  if (heads !== undefined && heads.length > 0) machinery.dispatcher.noteHeads({ namespace, flowId }, heads);
  if (signalled?.includes(machinery.process) !== true) return;
  for (const session of machinery.sessions.all()) {
    if (session.namespace !== namespace || ![...session.held.values()].some(({ segmentId }) => segmentId === id))
      continue;
    reconcileAt(machinery, session, id).catch((error) => {
      machinery.emit({ kind: "error", what: "looking at another process's commit", error });
    });
  }
}
