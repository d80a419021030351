/**
 * PutSchedule: makes a schedule, or gives one that is there another spec.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, PutScheduleResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { readPutMode } from "./messages/enum-names.js";
import { scheduleMessage, scheduleSpecOf } from "./messages/schedule.js";
import { refuseUnknownFields } from "./messages/unknown-fields.js";
import type { Service } from "./service.js";

export function putSchedule({ engine }: Service): UnaryHandler<typeof LazyEngine.method.putSchedule> {
  return async (message, call) => {
    refuseUnknownFields(message, "");
    const { namespace, scheduleId, requestId, paused, note, expectedRevision, validateOnly } = message;
    const request = {
      ...{ namespace, scheduleId, requestId, validateOnly },
      spec: scheduleSpecOf(message.spec),
      putMode: readPutMode(message.putMode, "put_mode") ?? "UPSERT",
      ...(paused !== undefined && { paused }),
      ...(note !== undefined && { note }),
      ...(expectedRevision !== undefined && { expectedRevision }),
    };
    // In the place of one that is there it may end its flows, and undo what PauseSchedule and ResumeSchedule said.
    const mayEnd = request.spec.overlapPolicy === "CANCEL_OTHER";
    if (request.putMode !== "CREATE" && (paused !== undefined || mayEnd)) call.permit(namespace, "admin");
    const { schedule, created, warnings } = await engine.putSchedule(request, call);
    const answer = { schedule: scheduleMessage(schedule), created, warnings: [...warnings] };
    return create(PutScheduleResponseSchema, answer);
  };
}
