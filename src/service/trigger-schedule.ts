/**
 * TriggerSchedule: treats this moment as a due time.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, TriggerScheduleResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { readOverlapPolicy } from "./messages/enum-names.js";
import { occurrenceMessage, scheduleMessage } from "./messages/schedule.js";
import type { Service } from "./service.js";

export function triggerSchedule({ engine }: Service): UnaryHandler<typeof LazyEngine.method.triggerSchedule> {
  return async ({ namespace, scheduleId, requestId, overlapPolicy: number }, call) => {
    const overlapPolicy = readOverlapPolicy(number, "overlap_policy");
    // It ends flows that are under way.
    if (overlapPolicy === "CANCEL_OTHER") call.permit(namespace, "admin");
    const request = { namespace, scheduleId, requestId, ...(overlapPolicy !== undefined && { overlapPolicy }) };
    const { schedule, occurrence } = await engine.triggerSchedule(request, call);
    return create(TriggerScheduleResponseSchema, {
      schedule: scheduleMessage(schedule),
      occurrence: occurrenceMessage(occurrence),
    });
  };
}
