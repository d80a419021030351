/**
 * Decides the commands of one segment in a round, one after the other, each on what the ones before it left.
 */
import { PayloadsMissing } from "../../core/decide/expression-values.js";
import type { Decision } from "../../core/decision.js";
import { step } from "../../core/step.js";
import type { SegmentUpdate } from "../../store/segment-record.js";
import type { OffersLedger } from "../dispatch/offers-ledger.js";
import { decideAgain, mayAnswerFrom } from "./answer-basis.js";
import type { Committing } from "./committing.js";
import type { Submission } from "./lane.js";
import { bringPayloads } from "./missing-payloads.js";
import type { Decided, DecidedPart, ReadPart } from "./parts.js";
import { settleAnswered } from "./settle.js";

/** The part to be written; undefined where it was answered without a write, or goes round again. */
export function decidePart(committer: Committing, part: ReadPart, round: number): DecidedPart | undefined {
  const ledger = committer.setting.ledger(part.copy.segment);
  const decided: Decided[] = [];
  for (const submission of part.submissions) {
    try {
      decided.push({ submission, decision: decide(committer, part, submission, ledger) });
    } catch (error) {
      if (error instanceof PayloadsMissing) {
        ledger.settle("DROPPED");
        void bringPayloads(committer, part, error);
        return undefined;
      }
      // A bug. The copy may be half changed: it is thrown away, and the others are decided again without the guilty one.
      ledger.settle("DROPPED");
      committer.cache.delete(part.lane.id);
      submission.reject(error);
      committer.requeue(
        part.lane,
        part.submissions.filter((other) => other !== submission),
        0,
      );
      return undefined;
    }
  }
  part.lane.payloads = undefined;
  const changes = decided.flatMap(({ decision }) => (decision.kind === "accepted" ? decision.changes : []));
  const whole = { ...part, decided, changes, ledger, round };
  if (changes.length > 0 || part.copy.hasExchanged || movesWakeTime(part)) return whole;
  ledger.settle("DROPPED");
  if (mayAnswerFrom(part.basis, part.submissions)) settleAnswered(committer, whole);
  else decideAgain(committer, part);
  return undefined;
}

export function updateOf(committer: Committing, part: DecidedPart): SegmentUpdate {
  const { process, liveProcesses } = committer.setting;
  const writer = { process, round: part.round, liveProcesses: liveProcesses() };
  return part.copy.update(writer, part.changes, firesTimers(part), part.ledger.notAfter);
}

function decide(committer: Committing, part: ReadPart, submission: Submission, ledger: OffersLedger): Decision {
  const { clock, environment } = committer.setting;
  const { payloads } = part.lane;
  return step(part.copy.segment, submission.command, {
    now: clock.now(),
    random: environment.random,
    tokenBits: environment.randomBits,
    offers: ledger,
    payload: (ref) => payloads?.get(ref),
    ...(payloads !== undefined && { brought: payloads }),
  });
}

/** Timers were looked at, none was due, and the stored wake time is too early: without a write they would be again. */
function movesWakeTime(part: ReadPart): boolean {
  return part.basis !== "cached" && firesTimers(part) && part.copy.wakesTooEarly;
}

function firesTimers(part: ReadPart): boolean {
  return part.submissions.some(({ command }) => command.kind === "fire");
}
