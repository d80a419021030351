/**
 * How a part of a round ends: its commands are answered, or go round again, and its lane is free.
 */
import type { Refusal } from "../../core/decision.js";
import type { Segment } from "../../core/state/segment.js";
import type { SegmentUpdate } from "../../store/segment-record.js";
import { EngineError } from "../engine-error.js";
import { flowRevision } from "../views/revision.js";
import type { Committing } from "./committing.js";
import type { Submission } from "./lane.js";
import type { Decided, DecidedPart, RoundPart } from "./parts.js";

/** So often a command is decided again after another process was faster, before its caller is told. */
const MISSES_BEFORE_CONFLICT = 10;
const BACKOFF_MS = 2;
const BACKOFF_MS_MAX = 50;

/** The update is stored: whoever must know hears of it, then the commands are answered. */
export function settleLanded(committer: Committing, part: DecidedPart, update: SegmentUpdate): void {
  const { copy } = part;
  copy.landed(update);
  committer.keep(copy);
  committer.setting.landed({
    segmentId: copy.id,
    segment: copy.segment,
    decided: part.decided.flatMap(({ submission, decision }) =>
      decision.kind === "accepted"
        ? [
            {
              changes: decision.changes,
              messages: decision.messages,
              letters: decision.letters,
              options: submission.options,
            },
          ]
        : [],
    ),
  });
  part.ledger.settle("LANDED");
  for (const decided of part.decided) answer(decided, part);
  committer.release(part.lane);
}

/** Nothing was to be written, and the copy may be answered from. */
export function settleAnswered(committer: Committing, part: DecidedPart): void {
  committer.keep(part.copy);
  for (const decided of part.decided) answer(decided, part);
  committer.release(part.lane);
}

/** Another process was faster: decide again on what it left. */
export function settleMissed(committer: Committing, part: DecidedPart): void {
  const { environment, emit } = committer.setting;
  discard(committer, part);
  for (const submission of part.submissions) submission.misses += 1;
  const lost = part.submissions.filter(({ misses }) => misses > MISSES_BEFORE_CONFLICT);
  emit({ kind: "conflict", segments: 1, commands: part.submissions.length, givenUp: lost.length });
  for (const { reject, misses } of lost) {
    reject(
      new EngineError("CONFLICT", `the flow was changed by others ${misses} times while this was decided`, {
        metadata: { flow_id: part.copy.segment.address.flowId },
        retryAfterMs: BACKOFF_MS_MAX,
      }),
    );
  }
  const others = part.submissions.filter(({ misses }) => misses <= MISSES_BEFORE_CONFLICT);
  const misses = others[0]?.misses ?? 0;
  const backoff = Math.min(BACKOFF_MS * 2 ** misses, BACKOFF_MS_MAX);
  committer.requeue(part.lane, others, backoff * environment.random());
}

/** The write can never land as it is. Of several commands only the guilty one is to fail (rule C5): one by one. */
export function settleRejected(committer: Committing, part: DecidedPart, error: Error): void {
  discard(committer, part);
  if (part.submissions.length === 1) {
    for (const { reject } of part.submissions) reject(error);
    committer.release(part.lane);
    return;
  }
  part.lane.solo = part.submissions.length;
  committer.requeue(part.lane, part.submissions, 0);
}

/** Nothing of the part is stored as far as is known, and its commands end with the error; `mayLand`: it may be later. */
export function settleFailed(committer: Committing, part: DecidedPart, error: unknown, mayLand = false): void {
  part.ledger.settle(mayLand ? "UNKNOWN" : "DROPPED");
  failPart(committer, part, error);
}

/** The commands of the part end with the error. */
export function failPart(committer: Committing, part: RoundPart, error: unknown): void {
  committer.cache.delete(part.lane.id);
  part.lane.basis = "read";
  for (const { reject } of part.submissions) reject(error);
  committer.release(part.lane);
}

function discard(committer: Committing, part: DecidedPart): void {
  part.ledger.settle("DROPPED");
  committer.cache.delete(part.copy.id);
  part.lane.basis = "read";
}

function answer({ submission, decision }: Decided, part: DecidedPart): void {
  if (decision.kind === "accepted") {
    const { answer: told, changes, messages } = decision;
    submission.resolve({ answer: told, changes, messages, segment: part.copy.segment });
    return;
  }
  submission.reject(refusalError(submission, decision.refusal, part.copy.segment));
}

/** The core's refusal, with the names that it does not know: the flow's, and its positions as callers know them. */
function refusalError({ command }: Submission, { reason, message, metadata }: Refusal, segment: Segment): EngineError {
  const { flowId, incarnation } = segment.address;
  const expected = reason === "REVISION_MISMATCH" && "expected" in command ? command.expected : undefined;
  const revisions = expected && {
    revision: flowRevision(expected),
    current: flowRevision({ incarnation, version: segment.position }),
  };
  return new EngineError(reason, message, { metadata: { flow_id: flowId, ...revisions, ...metadata } });
}
