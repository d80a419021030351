/**
 * ListSchedules: the schedules of a namespace by their ids.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, ListSchedulesResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { scheduleMessage } from "./messages/schedule.js";
import type { Service } from "./service.js";

export function listSchedules({ engine }: Service): UnaryHandler<typeof LazyEngine.method.listSchedules> {
  return async ({ namespace, pageSize, pageToken }, call) => {
    const { schedules, nextPageToken } = await engine.listSchedules({ namespace, pageSize, pageToken }, call);
    return create(ListSchedulesResponseSchema, { schedules: schedules.map(scheduleMessage), nextPageToken });
  };
}
