/**
 * What other processes did in a namespace, read from the log of changes.
 */
import type { FollowedOthers, HintFeed, OthersListener } from "../store.js";
import type { ChangeLog } from "./change-log.js";

export function followLog(
  log: ChangeLog,
  process: string,
  { namespace, after = log.position, withOwn }: FollowedOthers,
  listener: OthersListener,
): HintFeed {
  const closing = new AbortController();
  const read = async () => {
    listener.reached(after);
    for await (const { change, commit, namespace: changed } of log.changes(after, closing.signal)) {
      const isOwn = commit?.startsWith(`${process}:`) === true;
      if (changed === namespace && (withOwn || !isOwn)) listener.changed(change);
      listener.reached(change.position);
    }
  };
  const running = read().catch((error: Error) => {
    if (!closing.signal.aborted) listener.lost(error);
  });
  return {
    open: Promise.resolve(),
    close: async () => {
      closing.abort();
      await running;
    },
  };
}
