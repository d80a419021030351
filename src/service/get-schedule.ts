/**
 * GetSchedule: reads a schedule.
 */
import { create } from "@bufbuild/protobuf";
import { GetScheduleResponseSchema, type LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { scheduleMessage } from "./messages/schedule.js";
import type { Service } from "./service.js";

export function getSchedule({ engine }: Service): UnaryHandler<typeof LazyEngine.method.getSchedule> {
  return async ({ namespace, scheduleId }, call) => {
    const schedule = await engine.getSchedule({ namespace, scheduleId }, call);
    return create(GetScheduleResponseSchema, { schedule: scheduleMessage(schedule) });
  };
}
