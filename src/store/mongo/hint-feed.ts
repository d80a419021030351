/**
 * Hints of what other processes did, from one filtered change stream (rule D4). It is opened anew after a failure, with
 * growing pauses; the listener is then told that hints may be missing.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Document } from "mongodb";
import { flowOfSegment } from "../segment-id.js";
import type { Hint, HintFeed, HintListener } from "../store.js";
import type { ChangeFeeds } from "./change-feeds.js";
import { QUEUES, SEGMENTS, SESSIONS } from "./collections.js";
import { type HeadDocument, headFromDocument } from "./segment-document.js";
import { checkedProcess } from "./segment-update.js";

const PAUSE_MS = 100;
const PAUSE_MS_MAX = 5_000;

interface HintRow {
  readonly ns: { readonly coll: string };
  readonly documentKey: { readonly _id: string };
  /** From version 6.0 of the database on. */
  readonly wallTime?: Date;
  /** Of a session: whom it was taken from, and the epoch of that. */
  readonly taken?: string | null;
  /** Of a queue: by what permits came back. */
  readonly freed?: string | null;
  readonly heads?: HeadDocument[] | null;
  readonly signalled?: [version: number, ...processes: string[]] | null;
}

export function listenForHints(feeds: ChangeFeeds, process: string, listener: HintListener): HintFeed {
  const closing = new AbortController();
  const pipeline = hintsFor(process);
  let running = Promise.resolve();
  const open = new Promise<void>((opened) => {
    closing.signal.addEventListener("abort", () => opened(), { once: true });
    running = run(feeds, pipeline, listener, closing.signal, opened);
  });
  return {
    open,
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

async function run(
  feeds: ChangeFeeds,
  pipeline: readonly Document[],
  listener: HintListener,
  closing: AbortSignal,
  opened: () => void,
): Promise<void> {
  let isFirst = true;
  let pauseMs = PAUSE_MS;
  while (!closing.aborted) {
    try {
      const start = await feeds.position();
      if (isFirst) opened();
      else listener.gap();
      isFirst = false;
      for await (const event of feeds.events(pipeline, start, closing)) {
        pauseMs = PAUSE_MS;
        tell(listener, event);
      }
    } catch {
      // Whatever ended the stream, hints are no authority: it is opened anew, and the listener hears of the gap.
      await pause(pauseMs * (0.5 + Math.random() / 2), undefined, { signal: closing }).catch(() => undefined);
      pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX);
    }
  }
}

/**
 * Commits of other processes after which something waits, or that signal this one, sessions taken from it, and queues that
 * others have set. All of it is in a form that the
 * database applies to its log before it makes events: a field two levels below `updatedFields` would not be.
 */
export function hintsFor(process: string): Document[] {
  const me = checkedProcess(process);
  const foreign = (commit: string) => ({ [commit]: { $not: { $regex: `^${me}:` } } });
  const changed = "updateDescription.updatedFields";
  const isSet = { $exists: true, $not: { $regex: `^${me}:` } };
  return [
    {
      $match: {
        $or: [
          { "ns.coll": SESSIONS, operationType: "update", [`${changed}.taken_from`]: { $regex: `^${me}@` } },
          { "ns.coll": QUEUES, operationType: "update", [`${changed}.set_by`]: isSet },
          { "ns.coll": QUEUES, operationType: "update", [`${changed}.freed_by`]: isSet },
          { "ns.coll": QUEUES, operationType: "insert", "fullDocument.set_by": isSet },
          {
            "ns.coll": SEGMENTS,
            operationType: { $in: ["insert", "replace"] },
            "fullDocument.heads": { $exists: true },
            ...foreign("fullDocument.commit"),
          },
          {
            "ns.coll": SEGMENTS,
            operationType: "update",
            ...foreign(`${changed}.commit`),
            $or: [{ [`${changed}.heads`]: { $exists: true } }, { [`${changed}.signalled`]: process }],
          },
        ],
      },
    },
    {
      $project: {
        documentKey: 1,
        "ns.coll": 1,
        wallTime: 1,
        heads: { $ifNull: [`$${changed}.heads`, "$fullDocument.heads"] },
        signalled: `$${changed}.signalled`,
        taken: `$${changed}.taken_from`,
        freed: `$${changed}.freed_by`,
      },
    },
  ];
}

function tell(listener: HintListener, event: Document): void {
  // The shape that `hintsFor` projects.
  const row = event as HintRow;
  const { namespace, name } = namesIn(row.documentKey._id);
  if (row.ns.coll === QUEUES && row.freed != null) listener.queueFreed({ namespace, queue: name });
  else if (row.ns.coll === QUEUES) listener.queueSet({ namespace, queue: name });
  else if (row.taken == null) listener.hint(hintOf(row));
  else {
    const epoch = Number(row.taken.slice(row.taken.lastIndexOf("@") + 1));
    listener.sessionTaken({ namespace, session: name }, epoch);
  }
}

/** "<namespace>/<name>", of sessions and queues; no namespace holds a "/". */
function namesIn(id: string): { readonly namespace: string; readonly name: string } {
  const slash = id.indexOf("/");
  return { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}

function hintOf({ documentKey, heads, signalled, wallTime }: HintRow): Hint {
  const id = documentKey._id;
  return {
    id,
    ...flowOfSegment(id),
    ...(heads != null && { heads: heads.map(headFromDocument) }),
    ...(signalled != null && { signalled: signalled.slice(1) as string[] }), // behind the version
    ...(wallTime !== undefined && { time: wallTime.getTime() }),
  };
}
