/**
 * Where a page of tasks begins, and the token that names the place: the number of the task, and what it is. A list that begins
 * anew has other numbers, or none yet; who reads it then goes on with the same item, or with what comes after it.
 */
import type { NodeAddress } from "../../core/definition/compiled-definition.js";
import type { ListItem, NodeEntry } from "../../core/state/node-entry.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { EngineError } from "../engine-error.js";
import { pageToken, parsePageToken } from "../views/page-token.js";

/** What a task is: its node, which of its instances, from 1 on, and 0, or which of the items of that, from 1 on. */
type Which = readonly [node: number, instance: number, item: number];

export interface PagePlace extends NodeAddress {
  readonly which: Which;
}

/** `each`: of an item, also where it has no entry. */
export function whichTask(number: number, entry: NodeEntry | undefined, each = entry?.each): Which {
  const { node = number, instance = 1 }: Partial<ListItem> = each ?? entry?.origin ?? {};
  return [node, instance, each === undefined ? 0 : each.index + 1];
}

export function startOfSegment(segment: number): PagePlace {
  return { segment, number: 0, which: whichTask(0, undefined) };
}

/** The place among a segment's tasks, in their order: where this one is, or else what comes first behind it. */
export function indexFrom(
  numbers: readonly number[],
  { number, which }: PagePlace,
  whichIs: (number: number) => Which,
): number {
  const at = numbers.indexOf(number);
  if (at >= 0 && compare(whichIs(number), which) === 0) return at;
  const next = numbers.findIndex((other) => compare(whichIs(other), which) >= 0);
  return next < 0 ? numbers.length : next;
}

export function placeToken(incarnation: string, { segment, number, which }: PagePlace): string {
  const isOwn = compare(which, whichTask(number, undefined)) === 0;
  return pageToken([incarnation, segment, number, ...(isOwn ? [] : which)]);
}

/** A token of an earlier run of the id would mix two flows: throws REVISION_MISMATCH; and INVALID_FIELD for what is none. */
export function placeOfToken(token: string, { address }: SegmentRecord): PagePlace {
  const parsed = parsedToken(token);
  if (parsed === undefined) return startOfSegment(0);
  const { incarnation, place } = parsed;
  if (incarnation === address.incarnation) return place;
  throw new EngineError("REVISION_MISMATCH", "page_token is of another run of this flow id", {
    metadata: { field: "page_token", revision: token },
  });
}

/** Undefined where there is none. */
export function parsedToken(token: string): { readonly incarnation: string; readonly place: PagePlace } | undefined {
  if (token === "") return undefined;
  const [incarnation, segment = 0, ...numbers] = parsePageToken(
    token,
    ["string", "number", "number"],
    ["number", "number", "number"],
  );
  const [number = 0, node = number, instance = 1, item = 0] = numbers.map(Number);
  const place = { segment: Number(segment), number, which: [node, instance, item] } as const;
  return { incarnation: String(incarnation), place };
}

function compare(a: Which, b: Which): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
