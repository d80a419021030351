/**
 * The audit log: who did what to which flow, and how it went. Never what a call carried, nor what proved the caller.
 */
import { CODE } from "../service/error-codes.js";
import type { AuditLevel } from "./auth/settings.js";
import type { Logger } from "./logger.js";
import type { EndedCall, ObserveCall } from "./seam.js";

/** Codes that say that a caller was not let in, or not let do it. */
const DENIED: readonly number[] = [CODE.UNAUTHENTICATED, CODE.PERMISSION_DENIED];

/** Entries are written whatever the level of the log: one asked for them. */
export function auditTo(logger: Logger, level: AuditLevel): ObserveCall {
  if (level === "off") return () => undefined;
  const log = logger.child({ audit: true }, { level: "info" });
  return (ended) => {
    if (isWanted(ended, level)) log.info(entryOf(ended), "audit");
  };
}

function isWanted({ arrival, code }: EndedCall, level: AuditLevel): boolean {
  if (level === "all" || DENIED.includes(code)) return true;
  return level === "changes" && arrival.traits.verbs.some((verb) => verb === "run" || verb === "admin");
}

function entryOf({ arrival, code, durationMs, error }: EndedCall): object {
  const { traits, rpc, peer, flowId } = arrival;
  const namespace = rpc?.namespace;
  return {
    // Unknown where the caller has not shown who it is.
    ...(rpc !== undefined && { principal: rpc.principal }),
    peer,
    method: traits.name,
    verbs: traits.verbs,
    ...(namespace !== undefined && { namespace }),
    ...(flowId !== undefined && { flow_id: flowId }),
    code,
    ...(reasonOf(error) !== undefined && { reason: reasonOf(error) }),
    duration_ms: Math.round(durationMs),
  };
}

/** Of the published list. */
function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("reason" in error)) return undefined;
  return String(error.reason);
}
