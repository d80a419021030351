/**
 * What befalls the messages between an engine and its database, decided by a seed: for the nth message of the nth
 * connection always the same.
 */
import { seededRandom } from "../../core/seeded-random.js";

export type Fate =
  | { readonly kind: "passes" }
  /** It comes later, and what follows it no earlier. */
  | { readonly kind: "delayed"; readonly delayMs: number }
  /** It is swallowed, and whatever follows it; nobody hears of it until the connection breaks. */
  | { readonly kind: "dropped"; readonly silenceMs: number }
  /** The connection breaks instead. */
  | { readonly kind: "cut" }
  /** The connection breaks, and yet the message arrives, a while later. */
  | { readonly kind: "late"; readonly delayMs: number };

export type FateKind = Exclude<Fate["kind"], "passes">;

/** How often each strikes, of all messages; and how long it takes at most. */
export interface NetworkSetting {
  readonly rates: Readonly<Record<FateKind, number>>;
  readonly longestMs: number;
}

export type Direction = "request" | "answer";

/** The fate of each message of one connection, in the order in which they come. */
export type ConnectionPlan = (direction: Direction) => Fate;

export function connectionPlan(seed: number, connection: number, { rates, longestMs }: NetworkSetting): ConnectionPlan {
  const randoms = {
    request: seededRandom(seed * 7919 + connection * 2),
    answer: seededRandom(seed * 7919 + connection * 2 + 1),
  };
  return (direction) => {
    const random = randoms[direction];
    const chance = random.next();
    // Short ones more often.
    const time = 1 + longestMs * random.next() ** 2;
    let bound = rates.delayed;
    if (chance < bound) return { kind: "delayed", delayMs: time };
    bound += rates.dropped;
    if (chance < bound) return { kind: "dropped", silenceMs: time };
    bound += rates.cut;
    if (chance < bound) return { kind: "cut" };
    bound += rates.late;
    // An answer that comes when nobody is there any more is lost.
    if (chance < bound) return direction === "request" ? { kind: "late", delayMs: time } : { kind: "cut" };
    return { kind: "passes" };
  };
}
