/**
 * What a pause keeps waiting: what is due by the schedule. What somebody has triggered is done all the same.
 */
import type { ScheduleProgress } from "./schedule.js";

/** Whether what waits for other flows of the schedule is started once they have ended, and may have them cancelled. */
export function goesOn({ buffered }: Pick<ScheduleProgress, "buffered">, paused: boolean): boolean {
  return !paused || buffered?.triggered === true;
}
