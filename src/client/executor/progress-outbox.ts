/**
 * Progress on its way: the latest report of each task, sent together and not too often.
 */
import { create } from "@bufbuild/protobuf";
import { ReportedProgressSchema } from "#gen/lazyengine/v1/executor_frames_pb.js";
import { type ProgressReport, ProgressReportSchema } from "#gen/lazyengine/v1/progress_report_pb.js";
import { ExecuteTasksRequestSchema } from "#gen/lazyengine/v1/service_pb.js";
import { encodePayloads, type PayloadCodec } from "../payload-codec.js";
import { progressMessage } from "../request-messages.js";
import type { HeldTask } from "./held-task.js";
import { checkReport, FrameRoom, type Weight, weightOfReport } from "./message-bounds.js";
import type { OutboxStream } from "./outbox.js";

const MAX_REPORTS = 1_000;
/** At most this often a frame; the first report of a quiet executor goes at once. */
const INTERVAL_MS = 100;

export class ProgressOutbox {
  readonly #codec: PayloadCodec | undefined;
  readonly #onError: (held: HeldTask, error: unknown) => void;
  readonly #latest = new Map<HeldTask, ProgressReport>();
  #stream: OutboxStream | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastSent = 0;
  /** Reports that the stream, or the last one, has carried. */
  #carried = 0;

  constructor(codec: PayloadCodec | undefined, onError: (held: HeldTask, error: unknown) => void) {
    this.#codec = codec;
    this.#onError = onError;
  }

  /** Throws INVALID_FIELD where the details have no form in messages, or are too large. */
  report(held: HeldTask, fraction: number | undefined, details: unknown): void {
    const { flowId, taskId, claimToken } = held.message;
    const report = progressMessage(
      {
        flowId,
        taskId,
        claimToken,
        ...(fraction === undefined ? {} : { fraction }),
        ...(details === undefined ? {} : { details }),
      },
      "progress",
    );
    if (this.#codec === undefined || report.details === undefined) {
      checkReport(report);
      this.#put(held, report);
      return;
    }
    encodePayloads(ProgressReportSchema, report, this.#codec)
      .then((encoded) => {
        checkReport(encoded);
        this.#put(held, encoded);
      })
      .catch((error: unknown) => this.#onError(held, error));
  }

  /** Its task is over: what it reported is of no interest any more. */
  forget(held: HeldTask): void {
    this.#latest.delete(held);
  }

  attach(stream: OutboxStream): void {
    this.#stream = stream;
    this.#carried = 0;
    this.#sendSoon();
  }

  detach(): void {
    this.#stream = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** How many reports the last stream has carried, which are lost where it was refused for one of them. */
  takeCarried(): number {
    const carried = this.#carried;
    this.#carried = 0;
    return carried;
  }

  #put(held: HeldTask, report: ProgressReport): void {
    if (held.state !== "running") {
      return;
    }
    const earlier = this.#latest.get(held);
    // What a mere sign of life does not say stays as it was said.
    if (earlier !== undefined && report.fraction === undefined && earlier.fraction !== undefined) {
      report.fraction = earlier.fraction;
    }
    if (earlier?.details !== undefined && report.details === undefined) {
      report.details = earlier.details;
    }
    this.#latest.set(held, report);
    this.#sendSoon();
  }

  #sendSoon(): void {
    if (this.#timer !== undefined || this.#stream === undefined || this.#latest.size === 0) {
      return;
    }
    const delay = Math.max(0, this.#lastSent + INTERVAL_MS - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, delay);
  }

  #send(): void {
    this.#lastSent = Date.now();
    let reports: ProgressReport[] = [];
    let room = new FrameRoom(MAX_REPORTS);
    for (const [held, report] of this.#latest) {
      const weight = this.#weightOf(held, report);
      if (weight === undefined) continue;
      if (!room.take(weight)) {
        this.#write(reports);
        reports = [];
        room = new FrameRoom(MAX_REPORTS);
        room.take(weight);
      }
      reports.push(report);
    }
    this.#latest.clear();
    if (reports.length > 0) this.#write(reports);
  }

  /** Undefined where it cannot be sent, which its task's log is told. */
  #weightOf(held: HeldTask, report: ProgressReport): Weight | undefined {
    try {
      return weightOfReport(report);
    } catch (error) {
      this.#onError(held, error);
      return undefined;
    }
  }

  #write(reports: ProgressReport[]): void {
    this.#carried += reports.length;
    const value = create(ReportedProgressSchema, { reports });
    this.#stream?.write(create(ExecuteTasksRequestSchema, { frame: { case: "progress", value } }));
  }
}
