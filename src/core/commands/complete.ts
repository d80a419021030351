/**
 * A completion: what became of an attempt. Decided in the order of the contract: (1) a request_id that is known,
 * (2) the attempt meant, (3) its outcome, (4) a claim that was superseded, (5) a claim that is missing, (6) a task that
 * is not ready or closed; then (7) it is recorded.
 */

import type { Complete } from "../command.js";
import { accepted, noSuchClaim, refused, replayed, taskNotFound, taskView } from "../decide/answers.js";
import { recordOutcome } from "../decide/attempt-end.js";
import { withoutLoss } from "../decide/attempt-history.js";
import { attemptMeant, isDeferred, type Meant } from "../decide/attempt-meant.js";
import { recallItem } from "../decide/away-items.js";
import { recordDecided } from "../decide/decided.js";
import { decisionFault } from "../decide/decision-fault.js";
import type { Draft } from "../decide/draft.js";
import { betweenAttempts, type EntryDraft, withinAttempt } from "../decide/entry-draft.js";
import { putGlobals } from "../decide/globals.js";
import { readyBecauseOf } from "../decide/ready-because-of.js";
import { settle } from "../decide/settle.js";
import type { Decision } from "../decision.js";
import { isOpenChild } from "../state/child-flow.js";
import { numberOfClaim } from "../state/claimed-number.js";
import { runsItems } from "../state/item-lists.js";
import { childFlowId } from "../state/nesting.js";
import type { Cause, NodeEntry } from "../state/node-entry.js";
import { answerItem } from "./answer-item.js";
import { knownRequest, ofEarlierRun } from "./completion-requests.js";
import { defer } from "./defer.js";
import { attemptSpawned, spawn } from "./spawn.js";

export function complete(draft: Draft, command: Complete): Decision {
  const { taskId, outcome } = command;
  const replaced = ofEarlierRun(draft.segment, command);
  if (replaced !== undefined) return replaced;
  const number = numberOfClaim(draft.segment, taskId, command.token);
  if (number === undefined) return taskNotFound(taskId);
  recallItem(draft, number);
  const known = knownRequest(draft.segment, command, number);
  if (known !== undefined) {
    return known === "reused" ? requestReused(command) : replay(draft, number, known.attempt);
  }
  const entry = draft.entry(number);
  const digest = outcome.kind === "deferred" ? undefined : outcome.digest;
  const meant = attemptMeant(entry, command, digest);
  if (meant.kind === "recorded" && (outcome.kind === "deferred" || meant.digest === digest)) {
    return replay(draft, number, meant.attempt);
  }
  // What an attempt that is open is answered with is new, whatever an earlier one was answered with.
  const isOpen = meant.kind === "unclaimed" || (meant.kind === "open" && !isOpenChild(entry));
  const spawned = outcome.kind === "spawn" && !isOpen ? attemptSpawned(entry, outcome, command) : undefined;
  if (spawned !== undefined) return replay(draft, number, spawned);
  const refusal = nestingRefusal(draft, number, command, meant) ?? refusalOf(meant, entry, command);
  if (refusal !== undefined || entry === undefined) return refusal ?? notReady(taskId, entry);
  const misfit = decisionFault(draft.segment, number, entry, command);
  if (misfit !== undefined) {
    return refused("DECISION_INVALID", misfit.message, { task_id: taskId, field: misfit.field });
  }
  const { requestId, memo } = command;
  const attempt = takenUp(draft, entry, meant);
  const cause: Cause = [number, attempt.attempt];
  draft.completion = cause;
  if (entry.item !== undefined && outcome.kind !== "deferred") {
    attempt.outcomeDigest = outcome.digest;
    if (requestId !== undefined) attempt.requestId = requestId;
    return answerItem(draft, number, attempt, command);
  }
  if (memo !== undefined) attempt.memo = memo;
  if (outcome.kind === "spawn") spawn(draft, number, attempt, outcome);
  else if (outcome.kind === "deferred") {
    if (!defer(draft, number, entry, attempt, outcome, requestId)) return replay(draft, number, entry.attempt);
  } else {
    attempt.outcomeDigest = outcome.digest;
    if (requestId !== undefined) attempt.requestId = requestId;
    record(draft, number, attempt, command);
  }
  settle(draft);
  return accepted(draft, taskView(draft, number), { cause, ready: readyBecauseOf(draft, cause) });
}

/** An attempt that goes on as a flow has the end of that as its outcome; only where the task says so may one begin. */
function nestingRefusal(
  { segment }: Draft,
  number: number,
  { taskId, outcome }: Complete,
  meant: Meant,
): Decision | undefined {
  const entry = segment.entry(number);
  const metadata = { task_id: taskId, attempt: String(entry?.attempt ?? 0), state: entry?.state ?? "PENDING" };
  if (meant.kind === "open" && entry !== undefined && isOpenChild(entry)) {
    const flowId = childFlowId(segment.address, number, entry.attempt);
    const message = `task ${taskId} runs as flow ${flowId}, whose end is its outcome`;
    return refused("CLAIM_SUPERSEDED", message, { ...metadata, child_flow_id: flowId });
  }
  if (outcome.kind !== "spawn") return undefined;
  const refuse = (message: string) => refused("SPAWN_NOT_ALLOWED", message, metadata);
  if (segment.node(number).task.dynamicFlow !== true) {
    return refuse(`task ${taskId} is not one with dynamic_flow: it cannot go on as a flow`);
  }
  // A claim that is over is told so, whatever is offered of the task now.
  const isOtherWork = entry?.item !== undefined || entry?.reversal?.begun === true;
  return meant.kind === "open" && isOtherWork
    ? refuse(
        `of task ${taskId} only what executes it can go on as a flow, not its revert, nor what is decided about it`,
      )
    : undefined;
}

function record(draft: Draft, number: number, attempt: EntryDraft, { outcome, decision }: Complete): void {
  const isOutcome = outcome.kind !== "deferred" && outcome.kind !== "decided" && outcome.kind !== "spawn";
  if (!isOutcome) throw new Error(`${outcome.kind} is no outcome`);
  if (decision === undefined) {
    recordOutcome(draft, number, attempt, outcome);
    return;
  }
  putGlobals(draft, decision);
  recordDecided(draft, number, attempt, outcome, decision);
}

/** The attempt as its completion finds it: claimed now where nobody had, and no longer lost. */
function takenUp(draft: Draft, entry: NodeEntry, meant: Meant): EntryDraft {
  if (meant.kind === "unclaimed") {
    const claimed = betweenAttempts(entry);
    claimed.attempt = entry.attempt + 1;
    claimed.startTime = draft.now;
    return claimed;
  }
  const { claim, history } = entry;
  if (claim?.lost !== true) return withinAttempt(entry);
  const { lost, ...standing } = claim;
  const attempt = withinAttempt(entry, withoutLoss(history ?? [], claim.token));
  attempt.claim = standing;
  attempt.startTime = claim.claimTime;
  return attempt;
}

/** Decisions (3) to (6). */
function refusalOf(meant: Meant, entry: NodeEntry | undefined, { taskId, token }: Complete): Decision | undefined {
  if (meant.kind === "unclaimed" || (meant.kind === "open" && meant.byToken)) return undefined;
  const state = entry?.state ?? "PENDING";
  const metadata = { task_id: taskId, attempt: String(entry?.attempt ?? 0), state };
  switch (meant.kind) {
    case "recorded":
      return refused("ALREADY_COMPLETED", `task ${taskId} has another outcome for attempt ${meant.attempt}`, {
        ...metadata,
        attempt: String(meant.attempt),
      });
    case "superseded":
      return refused("CLAIM_SUPERSEDED", supersededText(taskId, token, state), metadata);
    case "open":
      if (entry === undefined || isDeferred(entry)) return undefined;
      return refused("CLAIM_REQUIRED", `task ${taskId} is claimed: its claim_token is needed to complete it`, metadata);
    case "early":
      return notReady(taskId, entry);
    case "closed":
      return refused("TASK_CLOSED", `task ${taskId} is ${state} and takes no outcome`, metadata);
  }
}

function supersededText(taskId: string, token: string | undefined, state: string): string {
  if (token !== undefined) return noSuchClaim(taskId, state);
  return `the attempt meant of task ${taskId} is over: the task is ${state}`;
}

function notReady(taskId: string, entry: NodeEntry | undefined): Decision {
  const state = entry?.state ?? "PENDING";
  const count = entry !== undefined && runsItems(entry) ? entry.list?.count : undefined;
  const text =
    count === undefined
      ? `the attempt meant of task ${taskId} has not begun: the task is ${state}`
      : `task ${taskId} ends with the last of its ${count} items: these are to be completed, as ${taskId}[0]`;
  return refused("TASK_NOT_READY", text, { task_id: taskId, state });
}

function requestReused({ requestId = "", taskId }: Complete): Decision {
  return refused("REQUEST_ID_REUSED", `request_id ${requestId} was used for another completion of this flow`, {
    request_id: requestId,
    task_id: taskId,
  });
}

/** The recorded outcome once more (rule A1): nothing changes. */
function replay(draft: Draft, number: number, attempt: number): Decision {
  const cause: Cause = [number, attempt];
  return replayed(draft, taskView(draft, number), { cause, ready: readyBecauseOf(draft, cause) });
}
