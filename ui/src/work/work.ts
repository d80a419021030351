// What waits and who holds it, as the server tells it beside the contract.
import { readJson } from "../engine/page-calls.js";
import { untilAnswered } from "../engine/until-answered.js";
import type { Waits } from "../engine/waits.js";
import { formatCount } from "../format/numbers.js";
import { formatDuration } from "../format/time.js";

export interface WaitingQueue {
  readonly queue: string;
  readonly kind: "EXECUTE" | "REVERT" | "EVALUATE";
  readonly ready: number;
  /** Since when the oldest of these waits, as RFC 3339. Absent where none does. */
  readonly readySince?: string;
  readonly running: number;
  /** Connected to the process that answers, which take from it, and how much more these would take. */
  readonly sessions: number;
  readonly credit: number;
  /** It hands out nothing now; when that is over by itself, as RFC 3339, absent = once it is resumed. */
  readonly paused: boolean;
  readonly pauseEndTime?: string;
  /** How many are held at once, at most; 0 = any number. */
  readonly concurrencyLimit: number;
  /** How many are handed out within a period, at most; absent = any number. */
  readonly rateLimit?: { readonly tasks: number; readonly periodMs: number };
  /** How many of these were within the last one, and when there may be more, as RFC 3339, absent = now. */
  readonly rateUsed?: number;
  readonly rateNextTime?: string;
}

export interface HoldingSession {
  readonly sessionId: string;
  readonly workerId: string;
  /** The process that it is connected to. Absent = it has no stream. */
  readonly process?: string;
  /** When it is over if nothing is heard from it. Only without a stream. */
  readonly expireTime?: string;
  readonly leaseSeconds: number;
  readonly holds: number;
  readonly holdsSince?: string;
  readonly queues: readonly string[];
}

export interface Work {
  readonly time: string;
  readonly queues: readonly WaitingQueue[];
  readonly sessions: readonly HoldingSession[];
  /** True = there is more than was read. */
  readonly more: boolean;
}

/** Not repeated: it is read every two seconds. */
export function readWork(namespace: string, waits: Waits, signal: AbortSignal): Promise<Work> {
  const read = (): Promise<Work> => readJson<Work>("work", { namespace: namespace || "default" }, signal);
  return untilAnswered(read, { waits, signal, repeated: false });
}

/** How long ago a moment was, by the clock that the answer is of; undefined where it is absent. */
export function ageMs(moment: string | undefined, { time }: Pick<Work, "time">): number | undefined {
  return moment === undefined ? undefined : Math.max(0, Date.parse(time) - Date.parse(moment));
}

/** Why a queue with work that waits may not get on; empty where nothing speaks for it. */
export function concernOf({ ready, running, sessions, credit, paused, ...limits }: WaitingQueue): string {
  if (paused) return "paused: nothing is handed out";
  if (ready === 0) return "";
  const { concurrencyLimit, rateNextTime } = limits;
  if (concurrencyLimit > 0 && running >= concurrencyLimit) return "as many run as its limit allows";
  if (rateNextTime !== undefined) return "as many were handed out as its rate allows";
  if (sessions === 0) return "no executor is connected to this process";
  return credit === 0 ? "its executors hold as much as they may" : "";
}

/** How much of its rate is used: `12/100 in 1 m 00 s`; empty where it has none. */
export function rateText({ rateLimit, rateUsed = 0 }: Pick<WaitingQueue, "rateLimit" | "rateUsed">): string {
  if (rateLimit === undefined) return "";
  return `${formatCount(rateUsed)}/${formatCount(rateLimit.tasks)} in ${formatDuration(rateLimit.periodMs)}`;
}
