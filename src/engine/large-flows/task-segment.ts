/**
 * Finds the segment that runs a task. Of a flow of one segment there is nothing to find, and nothing is read for it.
 */
import type { Command } from "../../core/command.js";
import { FLOW_TASK_ID } from "../../core/definition/evaluation.js";
import type { Segment } from "../../core/state/segment.js";
import { splitTaskId } from "../../core/state/task-id.js";
import { headerSegmentId, segmentId } from "../../store/segment-id.js";
import type { Committed, SubmitOptions } from "../commit/lane.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";

export interface TaskKey {
  readonly namespace: string;
  readonly flowId: string;
  readonly taskId: string;
}

/** What a claim of a later run is answered by a run that is deleted, and whose segments are still there. */
const NOT_OF_THIS_RUN: ReadonlySet<string> = new Set([
  "CLAIM_SUPERSEDED",
  "TASK_CLOSED",
  "TASK_NOT_READY",
  "TASK_NOT_FOUND",
]);

/**
 * Submits a command on a task to its segment. Throws what the committer does. Another process may have deleted
 * the flow and run the id again: the present run is looked up first where the command names no claim, otherwise after a
 * refusal, since a claim is of one run.
 */
export async function submitToTask(
  machinery: Machinery,
  key: TaskKey,
  command: Command & { readonly token?: string },
  options: SubmitOptions = {},
): Promise<Committed> {
  const { committer } = machinery;
  const headerId = headerSegmentId(key.namespace, key.flowId);
  const known = committer.cache.get(headerId)?.segment;
  if (known?.isPart === true && (command.token !== undefined || (await isPresentRun(machinery, headerId, known)))) {
    const segment = await segmentOfTask(machinery, known, key.taskId);
    const committed = segment ? await submitUnlessGone(machinery, known, segment, command, options) : undefined;
    if (committed !== undefined) return committed;
  }
  try {
    return await committer.submit(headerId, command, options);
  } catch (error) {
    const id = isReason(error, "TASK_NOT_FOUND") ? await elsewhere(machinery, headerId, key.taskId) : undefined;
    if (id === undefined) throw error;
    return committer.submit(id, command, options);
  }
}

/** The segment that runs the task; undefined where the flow has no such task. */
export async function segmentOfTask(
  machinery: Machinery,
  { address, definition }: Pick<Segment, "address" | "definition">,
  taskId: string,
): Promise<number | undefined> {
  const { namespace } = address;
  if (definition.numberByName.has(taskId)) return definition.segment;
  if (taskId === FLOW_TASK_ID) return definition.flowNode === undefined ? undefined : 0;
  if (definition.segmentCount === 1) return definition.numberByName.has(splitTaskId(taskId).name) ? 0 : undefined;
  for (const segment of await machinery.definitions.segmentsOf(namespace, definition.digest, taskId)) {
    const part = await machinery.definitions.load(namespace, definition.digest, segment);
    if (part.numberByName.has(taskId)) return segment;
  }
  return undefined;
}

/** The cached header is that of the run that exists now. Asked once for all items of a call that are refused together. */
async function isPresentRun(
  { store, presentRuns }: Machinery,
  headerId: string,
  { address }: Segment,
): Promise<boolean> {
  const incarnation = await presentRuns.read(headerId, async () => {
    const [present] = await store.segments.versions([headerId]);
    return present?.incarnation;
  });
  return incarnation === address.incarnation;
}

/** Undefined where the run that the cached header tells of is gone. */
async function submitUnlessGone(
  machinery: Machinery,
  known: Segment,
  segment: number,
  command: Command,
  options: SubmitOptions,
): Promise<Committed | undefined> {
  const { address } = known;
  try {
    return await machinery.committer.submit(segmentId({ ...address, segment }), command, options);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.reason === "FLOW_NOT_FOUND") return undefined;
    const headerId = headerSegmentId(address.namespace, address.flowId);
    if (NOT_OF_THIS_RUN.has(error.reason) && !(await isPresentRun(machinery, headerId, known))) return undefined;
    throw error;
  }
}

/** The header has just been read, and has not got the task: whether another segment has it. */
async function elsewhere(machinery: Machinery, headerId: string, taskId: string): Promise<string | undefined> {
  const header = machinery.committer.cache.get(headerId)?.segment;
  if (header?.isPart !== true) return undefined;
  const segment = await segmentOfTask(machinery, header, taskId);
  return segment ? segmentId({ ...header.address, segment }) : undefined;
}

function isReason(error: unknown, reason: string): boolean {
  return error instanceof EngineError && error.reason === reason;
}
