/**
 * DeleteSchedule: removes a schedule, not its flows.
 */
import { create } from "@bufbuild/protobuf";
import { DeleteScheduleResponseSchema, type LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { optionalScheduleMessage, scheduleRequestOf } from "./messages/schedule.js";
import type { Service } from "./service.js";

export function deleteSchedule({ engine }: Service): UnaryHandler<typeof LazyEngine.method.deleteSchedule> {
  return async (message, call) => {
    const request = { ...scheduleRequestOf(message), allowMissing: message.allowMissing };
    const schedule = await engine.deleteSchedule(request, call);
    return create(DeleteScheduleResponseSchema, { schedule: optionalScheduleMessage(schedule) });
  };
}
