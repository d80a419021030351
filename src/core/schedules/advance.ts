/**
 * Decides what has fallen due: for each due time once, in order, whether its flow is started, kept until others have
 * ended, or left out. What it gives is stored before anything is started.
 */
import { type DueTimes, dueTimesOf } from "./due-times.js";
import { goesOn } from "./paused.js";
import type { ScheduleProgress, ScheduleRules } from "./schedule.js";
import { ScheduleAccount } from "./schedule-account.js";

/** Due times that one decision looks at one by one: each takes some 150 µs, in which nothing else is done. */
const LOOKED_AT = 100;
/** Flows that one decision starts; the next goes on. */
const STARTED_AT_ONCE = 50;

export interface Moment {
  readonly now: number;
  readonly paused: boolean;
  /** Of the flows that it has started those that have ended. */
  readonly ended: ReadonlySet<string>;
  /** The id of the flow of a due time. */
  flowIdOf(dueTime: number): string;
}

/** All that is due until now, or as much as one decision takes: then more is due after `cursor`. */
export function advance(rules: ScheduleRules, progress: ScheduleProgress, moment: Moment): ScheduleProgress {
  const account = new ScheduleAccount(progress, moment.ended);
  if (goesOn(progress, moment.paused)) account.startBuffered(rules.overlapPolicy);
  if (moment.paused) return account.progress(progress.cursor);
  const times = dueTimesOf(rules);
  const from = passMissed(rules, times, account, progress.cursor, moment.now);
  return account.progress(decideDue(rules, times, account, from, moment));
}

/** Counts what is later than the catch-up window; gives where to go on. */
function passMissed(
  { catchupWindowMs }: ScheduleRules,
  times: DueTimes,
  account: ScheduleAccount,
  cursor: number,
  now: number,
): number {
  const earliest = now - catchupWindowMs;
  if (cursor >= earliest - 1) return cursor;
  let missed = 0;
  for (let due = times.after(cursor); due !== undefined && due < earliest; due = times.after(due)) {
    account.miss();
    missed += 1;
    if (missed === LOOKED_AT) break;
  }
  return missed === 0 ? cursor : earliest - 1;
}

/** Gives the moment until which all is decided: where nothing is, it stays, so that nothing has to be written. */
function decideDue(
  rules: ScheduleRules,
  times: DueTimes,
  account: ScheduleAccount,
  from: number,
  moment: Moment,
): number {
  const { overlapPolicy: policy } = rules;
  let cursor = from;
  for (let looked = 0; ; looked += 1) {
    const dueTime = times.after(cursor);
    if (dueTime === undefined || dueTime > moment.now) return cursor;
    if (policy === "ALLOW_ALL" && account.newlyStarted === STARTED_AT_ONCE) return cursor;
    // With any other policy a flow goes on by now: nothing that follows is started, and the last one alone may be kept.
    if (looked === LOOKED_AT && policy !== "ALLOW_ALL") {
      const last = policy === "CANCEL_OTHER" ? times.lastUntil(moment.now) : undefined;
      if (last !== undefined) account.decide({ dueTime: last, flowId: moment.flowIdOf(last) }, policy);
      return moment.now;
    }
    account.decide({ dueTime, flowId: moment.flowIdOf(dueTime) }, policy);
    cursor = dueTime;
  }
}
