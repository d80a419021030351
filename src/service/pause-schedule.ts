/**
 * PauseSchedule: lets nothing of a schedule fall due.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, PauseScheduleResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { scheduleMessage, scheduleRequestOf } from "./messages/schedule.js";
import type { Service } from "./service.js";

export function pauseSchedule({ engine }: Service): UnaryHandler<typeof LazyEngine.method.pauseSchedule> {
  return async (message, call) => {
    const { note } = message;
    const request = { ...scheduleRequestOf(message), ...(note !== undefined && { note }) };
    const schedule = await engine.pauseSchedule(request, call);
    return create(PauseScheduleResponseSchema, { schedule: scheduleMessage(schedule) });
  };
}
