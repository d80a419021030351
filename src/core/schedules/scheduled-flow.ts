/**
 * What flows that a schedule starts are called and labelled: derived from the schedule and the due time, so that
 * starting one again is the same request.
 */

/** Marks a flow as one of a schedule. */
export const SCHEDULE_LABEL = "lazyengine.schedule_id";
/** When it was due, RFC 3339. */
export const DUE_TIME_LABEL = "lazyengine.due_time";

/** Labels that are added to those of a flow's own. */
export const SCHEDULE_LABELS = 2;

export function dueFlowId(scheduleId: string, dueTime: number): string {
  return `${scheduleId}:${timeText(dueTime)}`;
}

/** `id`: of the trigger, unique or derived from its request. */
export function triggeredFlowId(scheduleId: string, id: string): string {
  return `${scheduleId}:trigger:${id}`;
}

export function scheduleLabels(scheduleId: string, dueTime: number): Readonly<Record<string, string>> {
  return { [SCHEDULE_LABEL]: scheduleId, [DUE_TIME_LABEL]: timeText(dueTime) };
}

/** RFC 3339 in UTC, with the milliseconds where there are any. */
function timeText(time: number): string {
  return new Date(time).toISOString().replace(".000Z", "Z");
}
