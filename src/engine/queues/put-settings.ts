/**
 * How settings of queues and keys are stored: the record is replaced whole, where no other update was faster; other
 * processes hear of it. A repeat is known by its id among the latest.
 */
import { createHash } from "node:crypto";
import { LIMITS } from "../../core/limits.js";
import type { QueueKey, QueueRecord, QueueSettings, QueueUpdate } from "../../store/queue-store.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { QueueTable } from "./queue-table.js";

/** So many of the latest requests are known again. */
const REQUESTS_KEPT = 16;
const TRIES = 10;

export interface SettingsUpdate {
  readonly key: QueueKey;
  /** As callers know it: "queue q". */
  readonly what: string;
  /** The field that names it, and what it says. */
  readonly field: string;
  readonly name: string;
  readonly requestId: string;
  /** Of what the request sets. */
  readonly digest: string;
  readonly reason: string;
  settingsAfter(before: QueueRecord | undefined): QueueSettings;
}

export interface SettingsPut {
  readonly record: QueueRecord;
  readonly replayed: boolean;
}

/** Throws REQUEST_ID_REUSED, LIMIT_EXCEEDED, and CONFLICT where others are always faster. */
export async function putSettings(machinery: Machinery, update: SettingsUpdate): Promise<SettingsPut> {
  const { store, queues, process } = machinery;
  const { key, what, field, name } = update;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const before = await store.queues.read(key);
    if (before !== undefined && isRepeat(update, before)) return { record: before, replayed: true };
    if ((before?.version ?? 0) === 0) expectRoom(queues, key.namespace, field);
    const stored = await store.queues.put(recordAfter(update, before), process);
    if (stored === undefined) continue;
    queues.put(stored);
    return { record: stored, replayed: false };
  }
  throw new EngineError("CONFLICT", `${what} was updated by others ${TRIES} times meanwhile`, {
    metadata: { namespace: key.namespace, [field]: name },
  });
}

export function digestOf(content: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("base64url");
}

/** Throws REQUEST_ID_REUSED. */
function isRepeat({ requestId, digest, what, field, name }: SettingsUpdate, before: QueueRecord): boolean {
  const known = before.requests.find(({ id }) => requestId !== "" && id === requestId);
  if (known === undefined || known.digest === digest) return known !== undefined;
  throw new EngineError("REQUEST_ID_REUSED", `request_id ${requestId} was used for another update of ${what}`, {
    metadata: { request_id: requestId, [field]: name },
  });
}

function recordAfter(update: SettingsUpdate, before: QueueRecord | undefined): QueueUpdate {
  const { key, requestId, digest, reason } = update;
  const own = requestId === "" ? [] : [{ id: requestId, digest }];
  return {
    ...key,
    version: (before?.version ?? 0) + 1,
    settings: update.settingsAfter(before),
    reason,
    requests: [...(before?.requests ?? []), ...own].slice(-REQUESTS_KEPT),
  };
}

/** For one that is set for the first time. What is set by others at the same moment may not be known yet. */
function expectRoom(queues: QueueTable, namespace: string, field: string): void {
  if (queues.size >= LIMITS.queuesSet) throw tooMany(field, "", LIMITS.queuesSet, queues.size);
  const own = queues.inNamespace(namespace).length;
  const most = LIMITS.queuesSetInNamespace;
  if (own >= most) throw tooMany(field, ` in namespace ${namespace}`, most, own);
}

function tooMany(field: string, where: string, limit: number, count: number): EngineError {
  const message = `${field}: ${count} queues and concurrency keys are set already${where}, and ${limit} is the most`;
  return new EngineError("LIMIT_EXCEEDED", message, {
    metadata: { field, limit: String(limit), value: String(count + 1) },
  });
}
