/**
 * WatchReadyTasks: hands ready tasks to an executor, or shows them.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, WatchReadyTasksResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { ServerStreamHandler } from "./call.js";
import { sessionFrames, sessionRequestOf } from "./messages/session.js";
import { openSession } from "./open-session.js";
import type { Service } from "./service.js";

export function watchReadyTasks({ engine }: Service): ServerStreamHandler<typeof LazyEngine.method.watchReadyTasks> {
  return async function* (message, call) {
    const session = await openSession(engine, sessionRequestOf(message), call);
    try {
      for await (const frame of session) {
        for (const part of sessionFrames(frame)) yield create(WatchReadyTasksResponseSchema, { frame: part });
      }
    } finally {
      await session.close();
    }
  };
}
