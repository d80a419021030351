/**
 * What one commit did, read from what was stored before and after it: for each task its commands in their order, and
 * those on the flow as a whole. In which order they came among each other it does not say.
 */
import { LEASE_LOST, TIMEOUT } from "../../../src/core/state/failure.js";
import type { NodeEntry } from "../../../src/core/state/node-entry.js";
import { openClaim } from "../../../src/core/state/segment.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import { attemptsOf, type RecordedAttempt } from "../checks/node-step.js";
import type { SimulatedFlow } from "../workload.js";
import type { Heard } from "./heard.js";
import type { RecordedCommand } from "./recorded-run.js";

/** Something was done that no command of the replay can repeat: by time, or by an outsider who met another run. */
export class Unrepeatable extends Error {}

export interface CommitParts {
  /** Of each list the commands came in this order. */
  readonly tasks: readonly (readonly RecordedCommand[])[];
  readonly losses: readonly RecordedCommand[];
  readonly control: readonly RecordedCommand[];
}

/** A task that changed. */
interface Changed {
  readonly name: string;
  readonly before: NodeEntry | undefined;
  readonly after: NodeEntry;
}

/** Throws Unrepeatable where a timeout of a task struck. */
export function partsOf(
  flow: SimulatedFlow,
  before: SegmentRecord | undefined,
  after: SegmentRecord,
  heard: Heard,
): CommitParts {
  const changed = [...after.nodes].flatMap(([number, entry]): Changed[] => {
    const task = flow.graph.tasks[number];
    const was = before?.nodes.get(number);
    return task === undefined || task.noop || was === entry ? [] : [{ name: task.name, before: was, after: entry }];
  });
  const lost = new Map<string, { task: string; attempt: number }[]>();
  const lose = (holder: string, task: string, attempt: number) => {
    lost.set(holder, [...(lost.get(holder) ?? []), { task, attempt }]);
  };
  const tasks = changed.map((task) => commandsOf(task, heard, lose)).filter((commands) => commands.length > 0);
  const losses = [...lost].map(([holder, attempts]) => ({ kind: "lose", holder, lost: attempts }) as const);
  const control = controlOf(before, after, changed, heard, tasks);
  return { tasks, losses, control };
}

function commandsOf(
  { name, before, after }: Changed,
  heard: Heard,
  lose: (holder: string, task: string, attempt: number) => void,
): RecordedCommand[] {
  if (timeoutsOf(after) > timeoutsOf(before)) throw new Unrepeatable(`${name} timed out`);
  const earlier = new Map((before === undefined ? [] : attemptsOf(before)).map((record) => [record.attempt, record]));
  const commands: RecordedCommand[] = [];
  for (const record of attemptsOf(after)) {
    const { attempt, token, end, outcomeDigest, requestId } = record;
    const was = earlier.get(attempt);
    const isNew = attempt > (before?.attempt ?? 0);
    if (attempt < (before?.attempt ?? 0)) continue;
    if (isNew) commands.push(claimOf(name, after, record, heard));
    const isLatest = attempt === after.attempt;
    if (isLatest && hasReport(before, after)) commands.push(reportOf(name, before, after));
    const deferral = isLatest ? after.deferred?.requestId : undefined;
    if (deferral !== undefined && (isNew || deferral !== before?.deferred?.requestId)) {
      commands.push(completionOf(name, attempt, deferral, false, heard));
    }
    if (end === undefined || (end === was?.end && outcomeDigest === was.outcomeDigest)) continue;
    const isByOutsider = !isNew && before?.deferred !== undefined;
    if (outcomeDigest !== undefined) commands.push(completionOf(name, attempt, requestId ?? "", isByOutsider, heard));
    else if (end === "RELEASED") commands.push({ kind: "release", task: name, attempt, isDelayed: isDelayed(after) });
    else if (end === "LEASE_LOST" || end === "FAILED") lose(holderOf(before, after, token), name, attempt);
  }
  return commands;
}

/** Failures of a task that time brought about; only what an entry keeps counts, and it forgets the oldest last. */
function timeoutsOf(entry: NodeEntry | undefined): number {
  if (entry === undefined) return 0;
  const times = (entry.history ?? []).flatMap(({ end, tries }) => (end === "TIMEOUT" ? [tries] : []));
  return Math.max(0, ...times, entry.state === "FAILED" && entry.failure?.type === TIMEOUT ? entry.tries : 0);
}

function claimOf(task: string, after: NodeEntry, record: RecordedAttempt, heard: Heard): RecordedCommand {
  const { attempt, token } = record;
  if (token === undefined) throw new Unrepeatable(`attempt ${attempt} of ${task} was finished without a claim`);
  const delivered = heard.delivered(token);
  const holder = holderOf(undefined, after, token);
  return { kind: "claim", task, attempt, holder, ...(delivered !== undefined && { delivered }) };
}

/** Of a claim that was over within the commit only the session is kept; it had no other claim at that epoch. */
function holderOf(before: NodeEntry | undefined, after: NodeEntry, token: string | undefined): string {
  const claim = [after.claim, before?.claim].find((one) => one?.token === token);
  if (claim !== undefined) return `${claim.session}@${claim.epoch}`;
  return `${after.history?.find((record) => record.token === token)?.session}@${token}`;
}

function completionOf(
  task: string,
  attempt: number,
  requestId: string,
  isByOutsider: boolean,
  heard: Heard,
): RecordedCommand {
  const request = heard.completion(requestId);
  if (request === undefined) throw new Error(`${task}: nobody sent ${requestId}, which is stored`);
  const answer = heard.completed(requestId);
  return { kind: "complete", task, attempt, request, isByOutsider, ...(answer !== undefined && { answer }) };
}

function hasReport(before: NodeEntry | undefined, { progress }: NodeEntry): boolean {
  return progress !== undefined && progress !== before?.progress;
}

/** Whether it paused the task shows only where an outsider works on it. */
function reportOf(task: string, before: NodeEntry | undefined, after: NodeEntry): RecordedCommand {
  const { progress, attempt, state } = after;
  const isOpen = state === "RUNNING" || state === "PAUSED";
  const told = { kind: "report", task, attempt, fraction: progress?.fraction ?? 0 } as const;
  return isOpen && before?.deferred !== undefined ? { ...told, paused: state === "PAUSED" } : told;
}

function isDelayed({ state }: NodeEntry): boolean {
  return state === "DELAYED";
}

function controlOf(
  before: SegmentRecord | undefined,
  after: SegmentRecord,
  changed: readonly Changed[],
  heard: Heard,
  tasks: RecordedCommand[][],
): RecordedCommand[] {
  const answer = heard.controlled(after.address.incarnation, after.version);
  const answered = answer !== undefined && { answer };
  const isCancelled = before?.flow.cancellation === undefined && after.flow.cancellation !== undefined;
  const closed = changed.filter((task) => wasClosed(task));
  const undeferred = closed.filter(({ name, after: { claim, attempt } }) => {
    const requestId = `${claim?.token}-deferred`;
    // Whom its holder left it to: nobody waits for them in a flow that is cancelled, and no deferral is kept.
    if (heard.completion(requestId) === undefined) return true;
    tasks.push([completionOf(name, attempt, requestId, false, heard)]);
    return false;
  });
  const wasSuspended = isSuspended(before);
  const claims = tasks.some((commands) => commands.some(({ kind }) => kind === "claim"));
  const isResumed = wasSuspended && (claims || after.flow.state === "RUNNING");
  const control: RecordedCommand[] = [];
  if (isResumed) control.push({ kind: "resume", ...answered });
  if (isSuspended(after) && (!wasSuspended || isResumed)) control.push({ kind: "suspend", ...answered });
  if (isCancelled) control.push({ kind: "cancel", isAbrupt: undeferred.length > 0, ...answered });
  else if (undeferred.length > 0) control.push({ kind: "endGrace" });
  return control;
}

/** A claim that was open ended without anything of its own, because its flow is cancelled. */
function wasClosed({ before, after }: Changed): boolean {
  if (after.state !== "CANCELLED" || after.outcomeDigest !== undefined) return false;
  return openClaim(before) !== undefined && attemptsOf(after).at(-1)?.end === "CANCELLED";
}

function isSuspended(record: SegmentRecord | undefined): boolean {
  return record?.flow.state === "SUSPENDING" || record?.flow.state === "SUSPENDED";
}

export function isLeaseLost(entry: NodeEntry | undefined): boolean {
  return entry?.state === "FAILED" && entry.failure?.type === LEASE_LOST;
}
