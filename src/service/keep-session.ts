/**
 * KeepSession: keeps a session without a stream alive.
 */
import { create } from "@bufbuild/protobuf";
import { KeepSessionResponseSchema, type LazyEngine } from "#gen/lazyengine/v1/index.js";
import type { UnaryHandler } from "./call.js";
import { cancelRequestedMessage, revokedMessage } from "./messages/session.js";
import { duration, timestamp } from "./messages/times.js";
import { itemStatus, progressOf } from "./messages/work.js";
import type { Service } from "./service.js";

export function keepSession({ engine, report }: Service): UnaryHandler<typeof LazyEngine.method.keepSession> {
  return async ({ namespace, sessionId, progress }, call) => {
    if (progress.length > 0) call.permit(namespace, "complete");
    const kept = await engine.keepSession({ namespace, sessionId, progress: progress.map(progressOf) }, call);
    return create(KeepSessionResponseSchema, {
      leaseDuration: duration(kept.leaseMs),
      expireTime: timestamp(kept.expireTime),
      cancelRequested: kept.cancelRequested.map(cancelRequestedMessage),
      lostClaims: kept.lost.map(revokedMessage),
      statuses: kept.progress.map((result, index) => itemStatus(result, report, progress[index])),
    });
  };
}
