/**
 * ReportProgress: records how far running tasks have come.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, ReportProgressResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { itemStatus, progressOf } from "./messages/work.js";
import type { Service } from "./service.js";

export function reportProgress({ engine, report }: Service): UnaryHandler<typeof LazyEngine.method.reportProgress> {
  return async ({ namespace, reports }, call) => {
    const results = await engine.reportProgress({ namespace, items: reports.map(progressOf) }, call);
    const statuses = results.map((result, index) => itemStatus(result, report, reports[index]));
    return create(ReportProgressResponseSchema, { statuses });
  };
}
