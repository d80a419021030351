/**
 * What a message to a server may hold, looked at before it is sent: a server refuses a frame as a whole, and the transport
 * a stream whose frame has no form in bytes.
 */
import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import type { FlowSpec } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { type ProgressReport, ProgressReportSchema } from "#gen/lazyengine/v1/progress_report_pb.js";
import { type TaskCompletion, TaskCompletionSchema } from "#gen/lazyengine/v1/task_completion_pb.js";
import { encodeMessage, valueIn } from "../encode-message.js";
import { invalidField } from "../invalid-field.js";

/** The server's limits, as GetServerInfo tells them; messages of 4 MiB have room for the frame around this. */
const COMPLETION_BYTES = 3_500_000;
const PAYLOAD_BYTES = 1024 * 1024;
const TASKS = 20_000;
/** Messages, entries of maps and values of lists, less the frame and the item themselves. */
const ELEMENTS = 512 * 1024 - 2;
/** Each of them takes two bytes at least. */
const ELEMENT_BYTES = 2;
/** A frame stops growing here, and cannot have too many elements. */
const FRAME_BYTES = 1024 * 1024;
/** What an item needs beside its payload, its ids included; generous. */
const ITEM_BYTES = 1_024;

/** What an item takes of its frame. */
export interface Weight {
  readonly bytes: number;
  /** Of the definition that it brings, those of flows within it included. */
  readonly tasks: number;
}

export const WEIGHT_OF_RELEASE: Weight = { bytes: ITEM_BYTES, tasks: 0 };

/** Throws where no message can hold it, saying why. */
export function weightOf(completion: TaskCompletion): Weight {
  const { outcome } = completion;
  const data = plainData(completion);
  const bytes = data === undefined ? encodeMessage(TaskCompletionSchema, completion).length : ITEM_BYTES + data.length;
  if (bytes > COMPLETION_BYTES) {
    throw new Error(`the outcome is too large for a message: ${bytes} bytes, at most ${COMPLETION_BYTES}`);
  }
  const definition = outcome.case === "spawn" ? outcome.value.definition : undefined;
  const tasks = definition?.case === "spec" ? tasksOf(definition.value) : 0;
  if (tasks > TASKS) {
    const text = `at most ${TASKS} tasks in one message, got ${tasks}; ImportDefinition takes more`;
    throw new Error(`spawn.spec.tasks: ${text}`);
  }
  if (bytes > ELEMENTS * ELEMENT_BYTES && data === undefined) checkElements(completion);
  return { bytes, tasks };
}

/** Throws INVALID_FIELD where the details are larger than a payload may be. */
export function checkReport({ details }: ProgressReport): void {
  const size = details?.data.length ?? 0;
  if (size > PAYLOAD_BYTES)
    throw invalidField("progress.details", `must have at most ${PAYLOAD_BYTES} bytes, got ${size}`);
}

/** Throws where it has no form in bytes. */
export function weightOfReport(report: ProgressReport): Weight {
  return { bytes: encodeMessage(ProgressReportSchema, report).length, tasks: 0 };
}

/** Counts what one frame holds. */
export class FrameRoom {
  readonly #most: number;
  #items = 0;
  #bytes = 0;
  #tasks = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether one more fits; the first one does. */
  take({ bytes, tasks }: Weight): boolean {
    this.#bytes += bytes;
    this.#tasks += tasks;
    this.#items += 1;
    return this.#items === 1 || (this.#items <= this.#most && this.#bytes <= FRAME_BYTES && this.#tasks <= TASKS);
  }
}

/** The data of what is nothing but a result whose form in bytes is known, as nearly all are. */
function plainData({ outcome, decision, memo }: TaskCompletion): Uint8Array | undefined {
  if (outcome.case !== "result" || decision !== undefined || memo !== undefined) return undefined;
  const { contentType, data, metadata } = outcome.value;
  if (contentType !== "application/json" && contentType !== "") return undefined;
  for (const _ in metadata) return undefined;
  return data;
}

function tasksOf(root: FlowSpec): number {
  let count = 0;
  // Not by calls within each other: flows may lie deeper in each other than those may.
  const specs = [root];
  for (let spec = specs.pop(); spec !== undefined; spec = specs.pop()) {
    count += spec.tasks.length;
    for (const { work } of spec.tasks) if (work.case === "flow") specs.push(work.value);
  }
  return count;
}

function checkElements(completion: TaskCompletion): void {
  let count = 0;
  const found: [DescMessage, Message][] = [[TaskCompletionSchema, completion]];
  for (let next = found.pop(); next !== undefined; next = found.pop()) {
    for (const field of next[0].fields) {
      const values = valuesOf(field, next[1]);
      count += field.fieldKind === "map" ? values.length * (field.message === undefined ? 1 : 2) : values.length;
      if (field.message !== undefined) for (const value of values) found.push([field.message, value as Message]);
    }
  }
  if (count > ELEMENTS) {
    throw new Error(`the outcome has ${count} messages, entries of maps and values of lists, at most ${ELEMENTS}`);
  }
}

/** What of a field counts: messages, entries, values of a list. */
function valuesOf(field: DescField, message: Message): readonly unknown[] {
  const value = valueIn(field, message as unknown as Readonly<Record<string, unknown>>);
  if (value === undefined) return [];
  if (field.fieldKind === "list") return value as readonly unknown[];
  if (field.fieldKind === "map") return Object.values(value as object);
  return field.message === undefined ? [] : [value];
}
