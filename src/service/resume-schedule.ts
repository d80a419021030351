/**
 * ResumeSchedule: lets a paused schedule go on.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, ResumeScheduleResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { scheduleMessage, scheduleRequestOf } from "./messages/schedule.js";
import type { Service } from "./service.js";

export function resumeSchedule({ engine }: Service): UnaryHandler<typeof LazyEngine.method.resumeSchedule> {
  return async (message, call) => {
    const { note, catchUp } = message;
    const request = { ...scheduleRequestOf(message), catchUp, ...(note !== undefined && { note }) };
    const schedule = await engine.resumeSchedule(request, call);
    return create(ResumeScheduleResponseSchema, { schedule: scheduleMessage(schedule) });
  };
}
