/**
 * A task as answers tell it, and what it takes there: so that a page, or a frame, ends before it is larger than callers take.
 */
import { LIMITS } from "../../core/limits.js";
import { ownerOf } from "../../core/state/item-lists.js";
import type { Payload, StoredPayload } from "../../core/state/payload.js";
import type { TaskDetails } from "../values.js";
import { contentOfItem } from "./item-content.js";
import { isTooLong, listed } from "./listed-results.js";
import { revertValues } from "./reversal-value.js";
import { failureValue, type PayloadLookup } from "./stored-payloads.js";
import {
  fittingHistory,
  historyBytes,
  historyValue,
  NO_HISTORY,
  payloadsOfHistory,
  type TaskHistory,
  taskHistory,
} from "./task-history.js";
import { latestFailure, type TaskSource, taskSummary } from "./task-value.js";
import { mapBytes, textBytes, textsBytes } from "./text-bytes.js";

/** What a task takes beside its texts and payloads, roughly; bytes. */
const FIXED_BYTES = 300;
/** What an edge takes beside a text. */
const EDGE_BYTES = 8;
/** What a payload takes beside its bytes and metadata. */
const PAYLOAD_BYTES = 64;

export interface ShownTask {
  /** Without payloads and attempts. */
  readonly summary: TaskDetails;
  /** Absent where it is told without. */
  readonly content?: Content;
  /** What it takes in an answer, about. */
  readonly bytes: number;
}

interface Content {
  readonly source: TaskSource;
  readonly own: OwnPayloads;
  readonly history: TaskHistory;
}

interface OwnPayloads {
  /** Where it was computed; items of a list have that of their task. */
  readonly input: StoredPayload | undefined;
  /** Of a list that is too long none: its items have theirs. */
  readonly result: StoredPayload | undefined;
  readonly item: StoredPayload | undefined;
  readonly memo: StoredPayload | undefined;
  readonly context: StoredPayload | undefined;
  readonly progress: StoredPayload | undefined;
}

/** What a task has behind it is left out as far as it takes, with the task itself, more than a page. */
export function shownTask(source: TaskSource, view: "TASKS" | "FULL"): ShownTask {
  const summary = taskSummary(source);
  const told = summaryBytes(summary);
  if (view === "TASKS") return { summary, bytes: told };
  const { entry, node } = source;
  const own = ownPayloads(source);
  const input = own.input === undefined ? payloadBytes(node.task.input, node.task.input?.data.length) : 0;
  const itself = told + input + payloadsOfTask(source, own).reduce((sum, one) => sum + payloadBytes(one, one.size), 0);
  const history =
    entry === undefined ? NO_HISTORY : fittingHistory(taskHistory(source, entry), LIMITS.pageBytes - itself);
  return { summary, content: { source, own, history }, bytes: itself + historyBytes(history) };
}

/** The payloads that `taskDetails` looks up. */
export function payloadsShown({ content }: ShownTask): StoredPayload[] {
  if (content === undefined) return [];
  const { source, own, history } = content;
  return [...payloadsOfTask(source, own), ...payloadsOfHistory(history)].filter((payload) => payload !== undefined);
}

export function taskDetails({ summary, content }: ShownTask, lookup: PayloadLookup): TaskDetails {
  if (content === undefined) return summary;
  const { source, own, history } = content;
  const { node, entry } = source;
  const { input } = node.task;
  if (entry === undefined) return { ...summary, ...(input !== undefined && { input }) };
  const { result, item, memo, context } = own;
  const failure = latestFailure(entry);
  return {
    ...summary,
    ...historyValue(history, lookup),
    ...(own.input !== undefined ? { input: lookup(own.input) } : input !== undefined && { input }),
    ...(result !== undefined && { result: lookup(result) }),
    ...(item !== undefined && { item: lookup(item) }),
    ...(memo !== undefined && { memo: lookup(memo) }),
    ...(context !== undefined && { context: lookup(context) }),
    ...(failure !== undefined && { failure: failureValue(failure, lookup) }),
    ...(entry.reversal !== undefined && revertValues(entry, lookup)),
    ...(entry.progress !== undefined && {
      progress: {
        fraction: entry.progress.fraction,
        updateTime: entry.progress.time,
        ...(own.progress !== undefined && { details: lookup(own.progress) }),
      },
    }),
  };
}

function ownPayloads({ node, entry, entries }: TaskSource): OwnPayloads {
  const owner = entry && ownerOf(entry);
  const task = owner === undefined ? undefined : entries.get(owner);
  const result = entry?.result;
  return {
    input: owner === undefined ? entry?.input : task?.input,
    result: result === undefined || isTooLong(result) ? undefined : listed(result, entries),
    item: owner === undefined || entry === undefined ? undefined : contentOfItem(node, entry, task),
    memo: entry?.memo,
    context: entry?.context,
    progress: entry?.progress?.details,
  };
}

/** Those of its failures and of its revert included, without what it has behind it. */
function payloadsOfTask({ entry }: TaskSource, own: OwnPayloads): StoredPayload[] {
  const { input, result, item, memo, context, progress } = own;
  const { result: undone, failure } = entry?.reversal ?? {};
  const failures = [latestFailure(entry), failure].map((one) => one?.body);
  return [input, result, item, memo, context, progress, undone, ...failures].filter((payload) => payload !== undefined);
}

function payloadBytes(payload: Pick<Payload, "metadata"> | StoredPayload | undefined, bytes = 0): number {
  if (payload === undefined) return 0;
  const beside = "metadataSize" in payload ? payload.metadataSize : undefined;
  return PAYLOAD_BYTES + bytes + (beside ?? mapBytes(payload.metadata));
}

function summaryBytes(task: TaskDetails): number {
  const { taskId, name, type, queue, labels, metadata, dependsOn, causes, fired, failure, revertFailure } = task;
  let bytes = FIXED_BYTES + textBytes(taskId) + textBytes(name) + textBytes(type) + textBytes(queue);
  bytes += mapBytes(labels) + mapBytes(metadata) + textsBytes(dependsOn);
  for (const cause of causes) bytes += EDGE_BYTES + textBytes(cause.taskId);
  for (const { message } of fired) bytes += EDGE_BYTES + textBytes(message);
  for (const told of [failure, revertFailure]) {
    if (told !== undefined) bytes += textBytes(told.type) + textBytes(told.message);
  }
  return bytes;
}
