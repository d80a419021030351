/**
 * How much a node's entry occupies when it is stored: an estimate, good to a factor of about one and a half.
 */
import type { StoredFailure } from "./failure.js";
import type { NodeEntry } from "./node-entry.js";
import type { StoredPayload } from "./payload.js";

const ENTRY = 160;
const CLAIM = 160;
const ATTEMPT = 200;
const ORIGIN = 40;
const CHILD = 120;
const CAUSE = 24;
const BLOCK = 60;
const PAIR = 30;

export function entryBytes(entry: NodeEntry): number {
  let bytes = ENTRY + payloadBytes(entry.result) + failureBytes(entry.failure) + payloadBytes(entry.progress?.details);
  if (entry.claim !== undefined) bytes += CLAIM;
  if (entry.pending?.kind === "result") bytes += payloadBytes(entry.pending.result);
  if (entry.pending?.kind === "failure") bytes += failureBytes(entry.pending.failure);
  if (entry.context !== undefined) bytes += payloadBytes(entry.context);
  if (entry.memo !== undefined) bytes += payloadBytes(entry.memo);
  if (entry.input !== undefined) bytes += payloadBytes(entry.input);
  for (const result of entry.rounds?.results ?? []) bytes += payloadBytes(result);
  if (entry.decision?.context !== undefined) bytes += payloadBytes(entry.decision.context);
  if (entry.each !== undefined) bytes += ORIGIN + payloadBytes(entry.each.content);
  for (const { away, contents } of entry.list?.long?.blocks ?? []) {
    bytes += BLOCK;
    for (const piece of [...(away?.pieces ?? []), ...(contents?.pieces ?? [])]) bytes += payloadBytes(piece);
  }
  if (entry.child !== undefined) bytes += CHILD + payloadBytes(entry.child.spawned?.input);
  for (const [key, value] of Object.entries(entry.metadata ?? {})) bytes += PAIR + key.length + value.length;
  if (entry.origin !== undefined) bytes += ORIGIN + CAUSE * (entry.origin.causes?.length ?? 0);
  if (entry.reversal !== undefined) {
    bytes += ORIGIN + payloadBytes(entry.reversal.result) + failureBytes(entry.reversal.failure);
  }
  for (const { value, failures, own } of entry.scope?.attempts ?? []) {
    bytes += ORIGIN + payloadBytes(value) + failureBytes(own);
    for (const { task, failure } of failures) bytes += CAUSE + task.length + failureBytes(failure);
  }
  for (const attempt of entry.history ?? []) bytes += ATTEMPT + failureBytes(attempt.failure);
  return bytes;
}

function payloadBytes(payload: StoredPayload | undefined): number {
  return payload === undefined ? 0 : 60 + (payload.data?.length ?? 120);
}

function failureBytes(failure: StoredFailure | undefined): number {
  return failure === undefined ? 0 : 60 + failure.type.length + failure.message.length + payloadBytes(failure.body);
}
