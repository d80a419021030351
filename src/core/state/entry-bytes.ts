/**
 * How much a node's entry takes in the document of its segment: counted field by field, never less than it is. Each
 * change of an entry counts it anew, so what most entries have is counted without looking at names.
 */
import { failureBytes, fieldBytes, pairsBytes, payloadBytes, textBytes, valueBytes } from "./bson-bytes.js";
import type { ItemBlock } from "./item-blocks.js";
import type { ChildFlow } from "./nesting.js";
import type { AttemptRecord, Claim, NodeEntry } from "./node-entry.js";
import type { Outcome } from "./outcome.js";
import type { Reversal, ScopeAttempt, ScopeHistory } from "./reversal.js";

/** Each with the names of its fields, what is always there and what takes no more than a number. */
const ENTRY = 120;
const TIME = 23;
const NUMBER = 17;
const CAUSE = 27;
const EDGE = 13;
const MESSAGE = 8;
const DIGEST = 60;
const CLAIM = 70;
const DEFERRED = 80;
const PROGRESS = 50;
const PENDING = 100;
const ATTEMPT = 150;
const SMALL = 80;
const SKIPPED = 50;
const CHILD = 60;
const SPAWNED = 45;
const LIST_ITEM = 65;
const LIST = 320;
const BLOCK = 260;
const LAPSED = 280;
const ROUNDS = 45;
const REVERSAL = 70;
const SCOPE = 60;
const SCOPE_ATTEMPT = 40;
const NAMED = 14;

export function entryBytes(entry: NodeEntry): number {
  const { claim, history, result, failure, outcomeDigest, requestId, readyBy } = entry;
  let bytes = ENTRY + timesBytes(entry) + payloadBytes(result) + failureBytes(failure);
  if (entry.tries !== 0) bytes += NUMBER;
  if (entry.losses !== 0) bytes += NUMBER;
  if (readyBy !== undefined) bytes += CAUSE + NUMBER;
  if (claim !== undefined) bytes += claimBytes(claim);
  if (outcomeDigest !== undefined) bytes += DIGEST;
  if (requestId !== undefined) bytes += fieldBytes("request_id", requestId);
  if (entry.skipReason !== undefined) bytes += SKIPPED;
  if (history !== undefined) for (const record of history) bytes += attemptBytes(record);
  return bytes + partsBytes(entry);
}

/** Times that follow from others are not stored, but most of these are. */
function timesBytes({ claim, startTime, readyTime, reachedTime, wakeTime, endTime }: NodeEntry): number {
  let bytes = 0;
  if (startTime !== claim?.claimTime) bytes += TIME;
  if (readyTime !== startTime) bytes += TIME;
  if (reachedTime !== readyTime) bytes += TIME;
  if (wakeTime !== undefined) bytes += TIME;
  if (endTime !== undefined) bytes += TIME;
  return bytes;
}

function claimBytes({ token, session, owner, worker, lent }: Claim): number {
  let bytes = CLAIM + token.length + textBytes(session) + textBytes(worker);
  if (owner !== undefined) bytes += fieldBytes("owner", owner);
  for (const lender of lent ?? []) bytes += MESSAGE + textBytes(lender);
  return bytes;
}

function attemptBytes({ token, worker, session, outcomeDigest, failure, requestId, spawned }: AttemptRecord): number {
  let bytes = ATTEMPT + failureBytes(failure);
  if (token !== undefined) bytes += fieldBytes("token", token);
  if (worker !== undefined) bytes += fieldBytes("worker", worker);
  if (session !== undefined) bytes += fieldBytes("session", session);
  if (outcomeDigest !== undefined) bytes += DIGEST;
  if (requestId !== undefined) bytes += fieldBytes("request_id", requestId);
  if (spawned !== undefined) bytes += DIGEST;
  return bytes;
}

/** What few entries have. */
function partsBytes(entry: NodeEntry): number {
  const { deferred, progress, pending, child, origin, fired, firedMessages, each, list, rounds } = entry;
  let bytes = payloadBytes(entry.context) + payloadBytes(entry.memo) + payloadBytes(entry.input);
  if (deferred !== undefined) bytes += DEFERRED + textBytes(deferred.requestId ?? "");
  if (progress !== undefined) bytes += PROGRESS + payloadBytes(progress.details);
  if (pending !== undefined) bytes += PENDING + pendingBytes(pending);
  if (child !== undefined) bytes += CHILD + childBytes(child);
  if (origin !== undefined) bytes += SMALL + CAUSE * (origin.causes?.length ?? 0);
  if (fired !== undefined) bytes += NUMBER + EDGE * fired.length;
  if (entry.drawn !== undefined) bytes += NUMBER;
  for (const message of firedMessages ?? []) bytes += MESSAGE + textBytes(message);
  if (entry.item !== undefined) bytes += SMALL;
  if (entry.evaluation !== undefined) bytes += SMALL + NUMBER;
  if (each !== undefined) bytes += LIST_ITEM + payloadBytes(each.content);
  if (list !== undefined) bytes += SMALL;
  if (list?.long !== undefined) {
    bytes += LIST;
    for (const block of list.long.blocks) bytes += blockBytes(block);
  }
  if (entry.fence !== undefined) bytes += SMALL;
  if (entry.startDecided !== undefined) bytes += NUMBER;
  if (entry.cutOff !== undefined) bytes += NUMBER;
  if (entry.plan !== undefined) bytes += NUMBER + valueBytes(entry.plan);
  if (entry.contextOf !== undefined) bytes += NUMBER;
  if (rounds !== undefined) bytes += ROUNDS;
  for (const result of rounds?.results ?? []) bytes += payloadBytes(result);
  if (entry.metadata !== undefined) bytes += NUMBER + pairsBytes(entry.metadata);
  if (entry.decision !== undefined) {
    // These have been put into the flow's header.
    const { globals: _, ...kept } = entry.decision;
    bytes += NUMBER + valueBytes(kept);
  }
  if (entry.reversal !== undefined) bytes += reversalBytes(entry.reversal);
  if (entry.scope !== undefined) bytes += scopeBytes(entry.scope);
  return bytes;
}

function pendingBytes(pending: Outcome): number {
  if (pending.kind === "result") return payloadBytes(pending.result);
  return pending.kind === "failure" ? failureBytes(pending.failure) : textBytes(pending.message);
}

function childBytes({ spawned }: ChildFlow): number {
  if (spawned === undefined) return 0;
  const { definitionDigest, labels, requestId = "", input } = spawned;
  return SPAWNED + definitionDigest.length + DIGEST + pairsBytes(labels) + textBytes(requestId) + payloadBytes(input);
}

function blockBytes({ away, contents }: ItemBlock): number {
  let bytes = BLOCK;
  if (away?.lapsed !== undefined) bytes += LAPSED;
  for (const piece of away?.pieces ?? []) bytes += payloadBytes(piece);
  for (const piece of contents?.pieces ?? []) bytes += payloadBytes(piece);
  return bytes;
}

function reversalBytes({ result, failure }: Reversal): number {
  return REVERSAL + payloadBytes(result) + failureBytes(failure);
}

function scopeBytes({ attempts }: ScopeHistory): number {
  return attempts.reduce((sum, attempt) => sum + scopeAttemptBytes(attempt), SCOPE);
}

/** They never change, and an entry has up to a thousand of them at each of its changes. */
const knownBytes = new WeakMap<ScopeAttempt, number>();

function scopeAttemptBytes(attempt: ScopeAttempt): number {
  const known = knownBytes.get(attempt);
  if (known !== undefined) return known;
  const bytes = measuredAttempt(attempt);
  knownBytes.set(attempt, bytes);
  return bytes;
}

function measuredAttempt({ value, failures, own }: ScopeAttempt): number {
  let bytes = SCOPE_ATTEMPT + payloadBytes(value) + failureBytes(own);
  for (const { task, failure } of failures) bytes += NAMED + textBytes(task) + failureBytes(failure);
  return bytes;
}
