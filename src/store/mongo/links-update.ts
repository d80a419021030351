/**
 * What of a segment's exchange has changed, as fields of an update: a segment of a large flow keeps a place for each
 * other one that it has to do with, and changes few of them at a time.
 */
import type { Links } from "../../core/state/message.js";
import type { LinksChange } from "../segment-record.js";
import { bodyToDocument, messageKey, toldToDocument } from "./links-document.js";
import { awaitedToDocument } from "./reopening-document.js";

/** Adds to what an update sets and takes away. */
export function putLinksChange({ from, to }: LinksChange, set: Record<string, unknown>, unset: Record<string, "">) {
  for (const field of ["sent", "received", "arrivals"] as const) putNumbers(field, from[field], to[field], set, unset);
  putOutbox(from.outbox, to.outbox, set, unset);
  if (to.outboxTime !== from.outboxTime) set["links.outbox_time"] = new Date(to.outboxTime);
  if (to.awaited === undefined && from.awaited !== undefined) unset["links.awaited"] = "";
  else if (to.awaited !== undefined && to.awaited !== from.awaited)
    set["links.awaited"] = awaitedToDocument(to.awaited);
  if (to.told !== from.told) set["links.told"] = toldToDocument(to.told);
}

type Numbers = ReadonlyMap<number, number>;

function putNumbers(
  field: string,
  from: Numbers,
  to: Numbers,
  set: Record<string, unknown>,
  unset: Record<string, "">,
) {
  if (from === to) return;
  for (const [key, number] of to) if (from.get(key) !== number) set[`links.${field}.${key}`] = number;
  for (const key of from.keys()) if (!to.has(key)) unset[`links.${field}.${key}`] = "";
}

function putOutbox(
  from: Links["outbox"],
  to: Links["outbox"],
  set: Record<string, unknown>,
  unset: Record<string, "">,
): void {
  if (from === to) return;
  const before = new Map(from.map((message) => [messageKey(message), message]));
  for (const message of to) {
    const key = messageKey(message);
    if (before.get(key) !== message) set[`links.outbox.${key}`] = bodyToDocument(message.body);
    before.delete(key);
  }
  for (const key of before.keys()) unset[`links.outbox.${key}`] = "";
}
