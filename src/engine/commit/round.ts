/**
 * One round of the committer, as a list of steps: read what is not cached, decide, move large payloads aside, write,
 * settle. A part whose write did not land is decided again; one whose outcome is unknown is found out while other
 * rounds go on.
 */
import type { SegmentUpdate } from "../../store/segment-record.js";
import type { UpdateResult } from "../../store/segment-store.js";
import type { Committing } from "./committing.js";
import { decidePart, updateOf } from "./decide-part.js";
import type { Submission } from "./lane.js";
import type { DecidedPart, ReadPart, RoundPart } from "./parts.js";
import { type BringingPart, putPayloads } from "./put-payloads.js";
import { deadlinePassed } from "./queue-bound.js";
import { readCopies } from "./read-copies.js";
import { makeRoom, refusalWhereFull } from "./room-in-state.js";
import { failPart, settleLanded, settleMissed, settleRejected } from "./settle.js";
import { findOut, type SentUpdate } from "./unknown-outcome.js";

/** Never rejects: whatever goes wrong is the answer of the commands concerned. */
export async function runRound(committer: Committing, parts: readonly RoundPart[], round: number): Promise<void> {
  const timely = dropLate(committer, parts);
  const readable = await read(committer, timely);
  const decided = readable.map((part) => decidePart(committer, part, round)).filter((part) => part !== undefined);
  const writable = await movePayloadsAside(committer, decided);
  if (writable.length > 0) await write(committer, writable);
}

/** Answers the commands whose callers have given up. */
function dropLate(committer: Committing, parts: readonly RoundPart[]): RoundPart[] {
  const now = committer.setting.environment.monotonic();
  const isLate = ({ options }: Submission) => options.deadline !== undefined && options.deadline < now;
  return parts.flatMap((part) => {
    const { lane, submissions } = part;
    if (!submissions.some(isLate)) return [part];
    for (const late of submissions.filter(isLate)) {
      late.reject(deadlinePassed());
    }
    const timely = submissions.filter((submission) => !isLate(submission));
    if (timely.length > 0) return [{ lane, submissions: timely }];
    committer.release(lane);
    return [];
  });
}

async function read(committer: Committing, parts: readonly RoundPart[]): Promise<ReadPart[]> {
  try {
    return await readCopies(committer, parts);
  } catch (error) {
    for (const part of parts) failPart(committer, part, error);
    return [];
  }
}

/** Writes the payloads that the updates will name. Returns the parts that may go on. */
async function movePayloadsAside(
  committer: Committing,
  decided: readonly DecidedPart[],
): Promise<readonly DecidedPart[]> {
  const fitting = decided.flatMap((part): BringingPart[] => {
    const kept = makeRoom(part);
    const refusal = refusalWhereFull(kept.part);
    if (refusal === undefined) return [kept];
    settleRejected(committer, part, refusal);
    return [];
  });
  return putPayloads(committer, fitting);
}

async function write(committer: Committing, parts: readonly DecidedPart[]): Promise<void> {
  const { store, environment, emit } = committer.setting;
  const began = environment.monotonic();
  const sent = parts.map((part): SentUpdate => ({ part, update: updateOf(committer, part) }));
  let result: UpdateResult | undefined;
  try {
    result = await store.segments.update(sent.map(({ update }): SegmentUpdate => update));
  } catch {
    emit({ kind: "unanswered", segments: parts.length });
    void findOut(committer, sent, false);
    return;
  }
  const commands = parts.reduce((sum, { submissions }) => sum + submissions.length, 0);
  emit({ kind: "commit", segments: parts.length, commands, durationMs: environment.monotonic() - began });
  const refused = new Map(result.rejected.map(({ index, message }) => [index, message]));
  const sound = sent.filter(({ part }, index) => {
    const message = refused.get(index);
    if (message !== undefined) settleRejected(committer, part, new Error(`the store refuses the write: ${message}`));
    return message === undefined;
  });
  if (result.matched === sound.length) for (const { part, update } of sound) settleLanded(committer, part, update);
  else if (result.matched === 0) for (const { part } of sound) settleMissed(committer, part);
  else void findOut(committer, sound, true);
}
