/**
 * A lane: the commands that wait for one segment, in their order. A segment is in at most one round at a time.
 */
import type { Command } from "../../core/command.js";
import type { Answer, Change } from "../../core/decision.js";
import type { Message } from "../../core/state/message.js";
import type { Segment } from "../../core/state/segment.js";
import { flowOfSegment } from "../../store/segment-id.js";
import type { Gate } from "./gate.js";

/** What became of a command: its answer and what it changed, as of the commit that it was decided for. */
export interface Committed {
  readonly answer: Answer;
  readonly changes: readonly Change[];
  /** What other segments are told of it. */
  readonly messages: readonly Message[];
  /** The working copy, for what is immutable: address, definition, results of ended tasks. Read it at once or not at all. */
  readonly segment: Segment;
}

export interface SubmitOptions {
  /** By `Environment.monotonic`: the command is dropped if its round has not begun by then. */
  readonly deadline?: number | undefined;
  /** Decide on a copy that is read after this moment. */
  readonly fresh?: boolean;
  /** Holds back the delivery of what this command makes ready. */
  readonly gate?: Gate | undefined;
}

export interface Submission {
  readonly command: Command;
  readonly options: SubmitOptions;
  /** When it was submitted, by `Environment.monotonic`. */
  readonly since: number;
  /** Rounds that it was decided in without landing. */
  misses: number;
  resolve(committed: Committed): void;
  reject(error: unknown): void;
}

/**
 * What a decision is based on: a cached copy; one that was read after the commands arrived; one that was read so, and was
 * the latest then, whatever another primary has acknowledged.
 */
export type Basis = "cached" | "read" | "latest";

export interface Lane {
  readonly id: string;
  readonly namespace: string;
  waiting: Submission[];
  busy: boolean;
  /** The least that the next decision is to be based on: more where the copy is not trusted, or an answer without a write is due. */
  basis: Basis;
  /** Commands are taken one by one: a write of several was refused, and only the guilty one is to fail (rule C5). */
  solo: number;
  /** What expressions of the next decision read of payloads that are kept beside the state, by their refs. */
  payloads?: ReadonlyMap<string, Uint8Array> | undefined;
}

export function emptyLane(id: string): Lane {
  return { id, namespace: flowOfSegment(id).namespace, waiting: [], busy: false, basis: "cached", solo: 0 };
}
