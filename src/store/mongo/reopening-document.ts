/**
 * What segments keep and tell of going on after an end, as parts of their documents.
 */
import type { Binary } from "mongodb";
import type { Reopened } from "../../core/state/message.js";
import type { AwaitedReopenings, Reopening, Standings } from "../../core/state/reopening.js";
import { numbersFromBinary, numbersToBinary } from "./number-list.js";

export interface ReopeningDocument {
  takes_up?: true;
  /** Their numbers, or which. */
  nodes?: Binary | "failed" | "all";
  reset?: true;
  skipped?: number;
  child?: [number: number, attempt: number];
}

/** Lists of nodes as one value each: a task may have a hundred thousand successors. */
interface StandingsDocument {
  met: Binary;
  unmet: Binary;
  anew: Binary;
}

export interface ReopenedDocument extends StandingsDocument {
  kind: "reopened";
  epoch: number;
}

/** By epoch. */
export type AwaitedDocument = Record<
  string,
  {
    order?: ReopeningDocument;
    /** By segment. */
    heard: Record<string, StandingsDocument>;
  }
>;

export function reopeningToDocument({ takesUp, nodes, reset, skipped, child }: Reopening): ReopeningDocument {
  const document: ReopeningDocument = {};
  if (takesUp !== undefined) document.takes_up = takesUp;
  if (nodes !== undefined) document.nodes = typeof nodes === "string" ? nodes : numbersToBinary(nodes);
  if (reset !== undefined) document.reset = reset;
  if (skipped !== undefined) document.skipped = skipped;
  if (child !== undefined) document.child = [child.number, child.attempt];
  return document;
}

export function reopeningFromDocument({ takes_up, nodes, reset, skipped, child }: ReopeningDocument): Reopening {
  return {
    ...(takes_up !== undefined && { takesUp: takes_up }),
    ...(nodes !== undefined && { nodes: typeof nodes === "string" ? nodes : numbersFromBinary(nodes) }),
    ...(reset !== undefined && { reset }),
    ...(skipped !== undefined && { skipped }),
    ...(child !== undefined && { child: { number: child[0], attempt: child[1] } }),
  };
}

export function reopenedToDocument({ kind, epoch, ...standings }: Reopened): ReopenedDocument {
  return { kind, epoch, ...standingsToDocument(standings) };
}

export function reopenedFromDocument({ kind, epoch, ...standings }: ReopenedDocument): Reopened {
  return { kind, epoch, ...standingsFromDocument(standings) };
}

export function awaitedToDocument(awaited: AwaitedReopenings): AwaitedDocument {
  return Object.fromEntries(
    [...awaited].map(([epoch, { order, heard }]) => [
      String(epoch),
      {
        ...(order !== undefined && { order: reopeningToDocument(order) }),
        heard: Object.fromEntries([...heard].map(([segment, one]) => [String(segment), standingsToDocument(one)])),
      },
    ]),
  );
}

export function awaitedFromDocument(document: AwaitedDocument): AwaitedReopenings {
  return new Map(
    Object.entries(document).map(([epoch, { order, heard }]) => [
      Number(epoch),
      {
        ...(order !== undefined && { order: reopeningFromDocument(order) }),
        heard: new Map(
          Object.entries(heard).map(([segment, one]) => [Number(segment), standingsFromDocument(one)] as const),
        ),
      },
    ]),
  );
}

function standingsToDocument({ met, unmet, anew }: Standings): StandingsDocument {
  return { met: numbersToBinary(met), unmet: numbersToBinary(unmet), anew: numbersToBinary(anew) };
}

function standingsFromDocument({ met, unmet, anew }: StandingsDocument): Standings {
  return { met: numbersFromBinary(met), unmet: numbersFromBinary(unmet), anew: numbersFromBinary(anew) };
}
