/**
 * A guarded update of a segment as the filter and the change of one document.
 */
import { commitName, type SegmentGuard, type SegmentUpdate } from "../segment-record.js";
import { flowToDocument } from "./flow-document.js";
import { putLinksChange } from "./links-update.js";
import { nestingToDocument } from "./nesting-document.js";
import { nodeToDocument } from "./node-document.js";
import { headToDocument } from "./segment-document.js";

/** A statement of an `update` command. */
export interface UpdateStatement {
  readonly q: Readonly<Record<string, unknown>>;
  readonly u: { readonly $set: Readonly<Record<string, unknown>>; readonly $unset?: Readonly<Record<string, "">> };
}

/** What a guard matches. The format belongs to it: nobody writes into a document of a format that it does not write. */
export function guardFilter({ id, version, commit }: SegmentGuard, format: number) {
  return { _id: id, version, commit, format };
}

/** The same, in time by the database's clock. */
function timelyFilter(guard: SegmentGuard, format: number, notAfter: number) {
  return { ...guardFilter(guard, format), $expr: { $lt: ["$$NOW", new Date(notAfter)] } };
}

export function updateStatement(update: SegmentUpdate, format: number): UpdateStatement {
  const { guard, process, round, flow, updateTime, nodes, links, heads, holders, wakeTime, counts } = update;
  const { gone = [], nesting, lenders, signalled, forgetWriters } = update;
  const version = guard.version + 1;
  const set: Record<string, unknown> = { version, commit: commitName(process, round), counts: { ...counts } };
  const unset: Record<string, ""> = {};
  const put = (field: string, value: unknown, present: boolean) => {
    if (present) set[field] = value;
    else unset[field] = "";
  };

  if (flow !== undefined) set["flow"] = flowToDocument(flow);
  else if (updateTime !== undefined) set["flow.update_time"] = new Date(updateTime);
  for (const [number, entry] of nodes) set[`nodes.${number}`] = nodeToDocument(entry);
  for (const number of gone) unset[`nodes.${number}`] = "";
  if (links !== undefined) putLinksChange(links, set, unset);
  if (nesting !== undefined) set["nesting"] = nestingToDocument(nesting);
  if (heads !== undefined) put("heads", heads.map(headToDocument), heads.length > 0);
  if (holders !== undefined) put("holders", [...holders], holders.length > 0);
  if (lenders !== undefined) put("lenders", [...lenders], lenders.length > 0);
  if (wakeTime !== undefined) put("wake_time", wakeTime === null ? null : new Date(wakeTime), wakeTime !== null);
  // The version makes it differ each time: the change stream tells only of fields that changed.
  if (signalled !== undefined && signalled.length > 0) set["signalled"] = [version, ...signalled];
  for (const writer of forgetWriters ?? []) {
    if (writer === process) continue;
    unset[writerField(writer)] = "";
    set["forgotten"] = version;
  }
  set[writerField(process)] = round;

  const q = guard.notAfter === undefined ? guardFilter(guard, format) : timelyFilter(guard, format, guard.notAfter);
  return Object.keys(unset).length > 0 ? { q, u: { $set: set, $unset: unset } } : { q, u: { $set: set } };
}

/** The field that holds the last round of a process. */
export function writerField(process: string): string {
  return `writers.${checkedProcess(process)}`;
}

/** A process's name as it can stand in a path, in a commit before ":" and in a pattern. Throws where it cannot. */
export function checkedProcess(process: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(process)) return process;
  throw new Error(`a process's name must be made of letters, digits, "_" and "-": ${process}`);
}
