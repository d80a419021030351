/**
 * How a flow of several segments goes on after tasks of it had ended, here or before it began (rule M7). Segment 0 orders it; then each segment
 * in turn, once it has that order and has heard from all that its nodes wait for, decides what runs again in it, and tells
 * those that wait for its own nodes how these stand now. What is told after that counts as always.
 */

/** What a segment is to do: in an order of segment 0. Absent in all of it = only what the flow's end has cut off goes on. */
export interface Reopening {
  /** The flow begins, with a snapshot: its entries are there, and nothing of them has led on yet. */
  readonly takesUp?: true;
  /** The nodes here that are run again, or begin anew; "failed" = all that failed, "all" = the whole flow, anew. */
  readonly nodes?: readonly number[] | "failed" | "all";
  /** They begin anew, with all that lies behind them. */
  readonly reset?: true;
  /** It is not to run. */
  readonly skipped?: number;
  /** The task waits for the flow again that its latest attempt was. */
  readonly child?: { readonly number: number; readonly attempt: number };
}

/** How nodes of a segment stand with another one that they wait for. */
export interface Standings {
  /** All that they wait for there has succeeded. */
  readonly met: readonly number[];
  /** Something that they wait for there has ended otherwise. */
  readonly unmet: readonly number[];
  /** Something that they wait for there begins anew, and so do they. */
  readonly anew: readonly number[];
}

/** What a segment knows of one that it has not gone on by yet. */
export interface AwaitedReopening {
  /** Absent = segment 0 has not ordered it yet. */
  readonly order?: Reopening;
  /** By segment. */
  readonly heard: ReadonlyMap<number, Standings>;
}

/** By the epoch of the order. */
export type AwaitedReopenings = ReadonlyMap<number, AwaitedReopening>;

export const NONE_AWAITED: AwaitedReopenings = new Map();

const NOTHING_HEARD: AwaitedReopening = { heard: new Map() };

export function withOrder(awaited: AwaitedReopenings, epoch: number, order: Reopening): AwaitedReopenings {
  return new Map(awaited).set(epoch, { ...(awaited.get(epoch) ?? NOTHING_HEARD), order });
}

export function withHeard(
  awaited: AwaitedReopenings,
  epoch: number,
  from: number,
  standings: Standings,
): AwaitedReopenings {
  const known = awaited.get(epoch) ?? NOTHING_HEARD;
  return new Map(awaited).set(epoch, { ...known, heard: new Map(known.heard).set(from, standings) });
}

/** The latest of them for which the segment has been heard; what it tells from then on counts with that. */
export function latestHeard(awaited: AwaitedReopenings, from: number): number | undefined {
  return [...awaited.keys()]
    .filter((epoch) => awaited.get(epoch)?.heard.has(from))
    .sort((a, b) => a - b)
    .at(-1);
}

/** The first of them, where all has been heard that it waits for. */
export function nextComplete(awaited: AwaitedReopenings, sources: number): number | undefined {
  const [first] = [...awaited.keys()].sort((a, b) => a - b);
  const next = first === undefined ? undefined : awaited.get(first);
  return next?.order !== undefined && next.heard.size === sources ? first : undefined;
}

/** From how many segments each node has heard that all has succeeded there. */
export function arrivalsOf({ heard }: AwaitedReopening): ReadonlyMap<number, number> {
  const arrivals = new Map<number, number>();
  for (const { met } of heard.values()) for (const node of met) arrivals.set(node, (arrivals.get(node) ?? 0) + 1);
  return arrivals;
}

/** The nodes of one of these lists. */
export function nodesHeard({ heard }: AwaitedReopening, list: keyof Standings): ReadonlySet<number> {
  return new Set([...heard.values()].flatMap((standings) => standings[list]));
}
