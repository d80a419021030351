/**
 * A schedule as it is answered: with which of its flows have ended, and its next due times.
 */
import { LIMITS } from "../../core/limits.js";
import type { ScheduleRecord } from "../../store/schedule-store.js";
import type { Machinery } from "../machinery.js";
import type { Schedule } from "../schedule-requests.js";
import { scheduleValue } from "../views/schedule-value.js";
import { endedFlows } from "./decided.js";

export async function shownSchedule(machinery: Machinery, record: ScheduleRecord): Promise<Schedule> {
  const { clock, nextTimes } = machinery;
  const ended = await endedFlows(machinery, record);
  return scheduleValue(record, { ended, nextTimes: await nextTimes.of(record, clock.now(), LIMITS.nextTimes) });
}
