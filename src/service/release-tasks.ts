/**
 * ReleaseTasks: gives claimed tasks back.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, ReleaseTasksResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { millisOfDuration } from "./messages/times.js";
import { claimOf, itemStatus } from "./messages/work.js";
import { noteItems } from "./note-items.js";
import type { Service } from "./service.js";

export function releaseTasks({ engine, report }: Service): UnaryHandler<typeof LazyEngine.method.releaseTasks> {
  return async ({ namespace, claims, delay }, call) => {
    const delayMs = delay === undefined ? 0 : millisOfDuration(delay, "delay");
    const results = await engine.releaseTasks({ namespace, claims: claims.map(claimOf), delayMs }, call);
    const statuses = results.map((result, index) => itemStatus(result, report, claims[index]));
    noteItems(
      call,
      claims,
      statuses.map((status) => ({ status })),
    );
    return create(ReleaseTasksResponseSchema, { statuses });
  };
}
