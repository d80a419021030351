/**
 * What processes hear of each other in a change stream: the filter, what hints are made of, and the changes of namespaces
 * that are watched (rule D4).
 */
import type { Document } from "mongodb";
import { flowOfSegment } from "../segment-id.js";
import type { Hint, HintListener } from "../store.js";
import { EVENT_VERSION, idsOf } from "./change-feeds.js";
import { QUEUES, SEGMENTS, SESSIONS } from "./collections.js";
import { type HeadDocument, headFromDocument } from "./segment-document.js";
import { checkedProcess } from "./segment-update.js";

/** What the pipeline lets through of an event. */
export interface HeardRow {
  readonly ns: { readonly coll: string };
  readonly operationType: string;
  readonly documentKey: { readonly _id: string };
  /** From version 6.0 of the database on. */
  readonly wallTime?: Date;
  /** Of a session: whom it was taken from, and the epoch of that. */
  readonly taken?: string | null;
  /** Of a queue: by what permits came back. */
  readonly freed?: string | null;
  readonly commit?: string | null;
  readonly heads?: HeadDocument[] | null;
  readonly signalled?: [version: number, ...processes: string[]] | null;
}

/** The namespaces whose changes are heard whole, of other processes or of all. */
export interface Heard {
  readonly namespaces: readonly string[];
  readonly withOwn: readonly string[];
}

/**
 * Commits of other processes after which something waits, or that signal this one, sessions taken from it, and queues that
 * others have set; of watched namespaces every change. All of it is in a form that the database applies to its log before it
 * makes events: a field two levels below `updatedFields` would not be.
 */
export function heardBy(process: string, { namespaces, withOwn }: Heard = { namespaces: [], withOwn: [] }): Document[] {
  const me = checkedProcess(process);
  const foreign = (commit: string) => ({ [commit]: { $not: { $regex: `^${me}:` } } });
  const changed = "updateDescription.updatedFields";
  const isSet = { $exists: true, $not: { $regex: `^${me}:` } };
  const inserted = { "ns.coll": SEGMENTS, operationType: { $in: ["insert", "replace"] } };
  const updated = { "ns.coll": SEGMENTS, operationType: "update" };
  const whole = [
    { ...inserted, ...idsOf(namespaces), ...foreign("fullDocument.commit") },
    { ...updated, ...idsOf(namespaces), ...foreign(`${changed}.commit`) },
    { "ns.coll": SEGMENTS, operationType: "delete", ...idsOf(namespaces) },
  ];
  const own = { "ns.coll": SEGMENTS, operationType: { $in: ["insert", "replace", "update"] }, ...idsOf(withOwn) };
  return [
    {
      $match: {
        $or: [
          { "ns.coll": SESSIONS, operationType: "update", [`${changed}.taken_from`]: { $regex: `^${me}@` } },
          { "ns.coll": QUEUES, operationType: "update", [`${changed}.set_by`]: isSet },
          { "ns.coll": QUEUES, operationType: "update", [`${changed}.freed_by`]: isSet },
          { "ns.coll": QUEUES, operationType: "insert", "fullDocument.set_by": isSet },
          { ...inserted, "fullDocument.heads": { $exists: true }, ...foreign("fullDocument.commit") },
          {
            ...updated,
            ...foreign(`${changed}.commit`),
            $or: [{ [`${changed}.heads`]: { $exists: true } }, { [`${changed}.signalled`]: process }],
          },
          ...(namespaces.length > 0 ? whole : []),
          ...(withOwn.length > 0 ? [own] : []),
        ],
      },
    },
    {
      $project: {
        operationType: 1,
        documentKey: 1,
        "ns.coll": 1,
        wallTime: 1,
        heads: { $ifNull: [`$${changed}.heads`, "$fullDocument.heads"] },
        signalled: `$${changed}.signalled`,
        taken: `$${changed}.taken_from`,
        freed: `$${changed}.freed_by`,
        ...(namespaces.length > 0 && {
          version: EVENT_VERSION,
          commit: { $ifNull: [`$${changed}.commit`, "$fullDocument.commit"] },
        }),
      },
    },
  ];
}

/** Whether the event is of a segment. */
export function isOfSegment({ ns }: HeardRow): boolean {
  return ns.coll === SEGMENTS;
}

/** Whether this process made the commit. */
export function isOwn({ commit }: HeardRow, process: string): boolean {
  return commit?.startsWith(`${process}:`) === true;
}

/** Tells what is a hint; of a watched namespace there is more. */
export function tellHint(listener: HintListener, row: HeardRow): void {
  if (isOfSegment(row)) {
    if (row.heads != null || row.signalled != null) listener.hint(hintOf(row));
    return;
  }
  const { namespace, name } = namesIn(row.documentKey._id);
  if (row.ns.coll === QUEUES && row.freed != null) listener.queueFreed({ namespace, queue: name });
  else if (row.ns.coll === QUEUES) listener.queueSet({ namespace, queue: name });
  else {
    const epoch = Number(row.taken?.slice(row.taken.lastIndexOf("@") + 1));
    listener.sessionTaken({ namespace, session: name }, epoch);
  }
}

/** "<namespace>/<name>", of sessions and queues; no namespace holds a "/". */
function namesIn(id: string): { readonly namespace: string; readonly name: string } {
  const slash = id.indexOf("/");
  return { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}

function hintOf({ documentKey, heads, signalled, wallTime }: HeardRow): Hint {
  const id = documentKey._id;
  return {
    id,
    ...flowOfSegment(id),
    ...(heads != null && { heads: heads.map(headFromDocument) }),
    ...(signalled != null && { signalled: signalled.slice(1) as string[] }), // behind the version
    ...(wallTime !== undefined && { time: wallTime.getTime() }),
  };
}
