/**
 * The audit log: who did what to which flow, schedule or queue, and how it went. Never what a call carried, nor what proved the caller.
 */
import type { Status } from "#gen/google/rpc/status_pb.js";
import type { AboutTask } from "../service/call.js";
import { CODE } from "../service/error-codes.js";
import type { Arrival } from "./arrival.js";
import type { AuditLevel } from "./auth/settings.js";
import { logged } from "./log-fields.js";
import type { Logger } from "./logger.js";
import type { EndedCall, ObserveCall, ObserveItem } from "./seam.js";
import { Strangers } from "./strangers.js";

/** Codes that say that a caller was not let in, or not let do it. */
const DENIED: readonly number[] = [CODE.UNAUTHENTICATED, CODE.PERMISSION_DENIED];

export interface Audit {
  readonly call: ObserveCall;
  /** Of the tasks of batches and streams; undefined = they have no entries. */
  readonly item: ObserveItem | undefined;
}

/** Entries are written whatever the level of the log, unless it is silent: one asked for them. */
export function auditTo(logger: Logger, level: AuditLevel): Audit {
  if (level === "off" || logger.level === "silent") return { call: () => undefined, item: undefined };
  const log = logger.child({ audit: true }, { level: "info" });
  const strangers = new Strangers((address, lines) => {
    log.info({ peer: address, code: CODE.UNAUTHENTICATED, left_out: lines }, "audit");
  });
  return {
    call: (ended) => {
      if (!isWanted(ended, level)) return;
      if (ended.code === CODE.UNAUTHENTICATED && !strangers.mayTell(ended.arrival.callerKey)) return;
      log.info(entryOf(ended), "audit");
    },
    item: level !== "all" ? undefined : (arrival, task, status) => log.info(itemOf(arrival, task, status), "audit"),
  };
}

function isWanted({ arrival, code }: EndedCall, level: AuditLevel): boolean {
  if (level === "all" || DENIED.includes(code)) return true;
  return level === "changes" && arrival.traits.verbs.some((verb) => verb === "run" || verb === "admin");
}

function entryOf({ arrival, code, durationMs, error }: EndedCall): object {
  const { flowId, subject } = arrival;
  return {
    ...whoAndWhat(arrival),
    ...(flowId !== undefined && { flow_id: logged(flowId) }),
    ...subject,
    code,
    ...(reasonOf(error) !== undefined && { reason: reasonOf(error) }),
    duration_ms: Math.round(durationMs),
  };
}

function itemOf(arrival: Arrival, { flowId, taskId }: AboutTask, { code }: Status): object {
  return { ...whoAndWhat(arrival), flow_id: logged(flowId), task_id: logged(taskId), code };
}

function whoAndWhat({ traits, caller, rpc, peer }: Arrival): object {
  const namespace = rpc?.namespace;
  return {
    // Unknown where the caller has not shown who it is.
    ...(caller !== undefined && { principal: caller.principal }),
    peer,
    method: traits.name,
    verbs: traits.verbs,
    ...(namespace !== undefined && { namespace: logged(namespace) }),
  };
}

/** Of the published list. */
function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("reason" in error)) return undefined;
  return String(error.reason);
}
