/**
 * One executor's stream while it is open: what the session offers goes out, what the executor says comes in, and each
 * of its completions and releases is answered before the tasks that it made ready are sent.
 */
import { create } from "@bufbuild/protobuf";
import {
  type Complete,
  type CompletionVerdict,
  CompletionVerdictSchema,
  type ExecuteTasksRequest,
  type ExecuteTasksResponse,
  ExecuteTasksResponseSchema,
  type ProgressReport,
  type Release,
  VerdictsSchema,
} from "#gen/lazyengine/v1/index.js";
import { LIMITS } from "../core/limits.js";
import { checkBatch, checkCredit } from "../engine/checks/index.js";
import type { CallContext, Session } from "../engine/engine.js";
import { EngineError } from "../engine/engine-error.js";
import type { Call, Exchange } from "./call.js";
import { errorStatus } from "./error-status.js";
import { completeItems, completionVerdict } from "./messages/completion.js";
import { sessionFrames } from "./messages/session.js";
import { millisOfDuration } from "./messages/times.js";
import { claimOf, itemStatus, progressOf } from "./messages/work.js";
import { noteItems } from "./note-items.js";
import type { Service } from "./service.js";

export class ExecutorStream {
  readonly #service: Service;
  readonly #session: Session;
  readonly #exchange: Exchange<ExecuteTasksRequest, ExecuteTasksResponse>;
  readonly #namespace: string;
  /** Without the signal of the stream: what arrived is recorded though the caller leaves. */
  readonly #context: CallContext;
  readonly #call: Pick<Call, "noteItem">;
  /** Completions and releases that are not answered yet. */
  readonly #unanswered = new Set<Promise<void>>();
  readonly #reports = new Set<Promise<void>>();
  /** Resolves when the caller has read what was written; undefined where it keeps up. */
  #unread: Promise<void> | undefined;
  #lastSequence = 0n;

  constructor(
    service: Service,
    session: Session,
    exchange: Exchange<ExecuteTasksRequest, ExecuteTasksResponse>,
    about: { readonly namespace: string; readonly call: Call },
  ) {
    this.#service = service;
    this.#session = session;
    this.#exchange = exchange;
    this.#namespace = about.namespace;
    this.#call = about.call;
    this.#context = about.call.principal === undefined ? {} : { principal: about.call.principal };
  }

  /** Sends what the session offers until it ends. */
  async offer(): Promise<void> {
    for await (const frame of this.#session) {
      // The engine holds back what a completion makes ready until it has been answered: its verdict has gone first.
      for (const part of sessionFrames(frame)) {
        const sent = this.#exchange.send(create(ExecuteTasksResponseSchema, { frame: part }));
        if (sent !== undefined) await sent;
      }
    }
  }

  /** Takes the caller's frames until it has sent its last one; throws where one is out of place. */
  async listen(frames: AsyncIterator<ExecuteTasksRequest>): Promise<void> {
    for (;;) {
      const next = await frames.next();
      if (next.done === true) return;
      // Who does not read its verdicts is not read on: they would pile up here.
      if (this.#unread !== undefined) await this.#unread;
      await this.#take(next.value);
    }
  }

  /** Resolves when everything that is unanswered now has been answered. */
  async answered(): Promise<void> {
    await Promise.all(this.#unanswered);
  }

  async #take({ frame }: ExecuteTasksRequest): Promise<void> {
    switch (frame.case) {
      case "complete":
        return this.#complete(frame.value);
      case "release":
        return this.#release(frame.value);
      case "progress":
        return this.#report(frame.value.reports);
      case "credit":
        return this.#session.setMaxInFlight(checkCredit(frame.value.maxInFlight));
      case "drain":
        return this.#session.drain();
      case "open":
        throw misplaced("open", "must be sent once, as the first frame");
      case undefined:
        throw misplaced("frame", "must be one that this server knows");
    }
  }

  #complete({ seq, items }: Complete): void {
    const { engine, report } = this.#service;
    checkBatch("complete.items", items);
    this.#answer("complete.seq", seq, items.length, async () => {
      const results = await completeItems(items, this.#namespace, (requests) =>
        engine.taskCompleteBatch(requests, this.#context),
      );
      const verdicts = results.map((result, index) => completionVerdict(result, report, items[index]));
      noteItems(this.#call, items, verdicts);
      return verdicts;
    });
  }

  #release({ seq, claims, delay }: Release): void {
    const { engine, report } = this.#service;
    checkBatch("release.claims", claims);
    this.#answer("release.seq", seq, claims.length, async () => {
      const request = {
        namespace: this.#namespace,
        claims: claims.map(claimOf),
        delayMs: delay === undefined ? 0 : millisOfDuration(delay, "release.delay"),
      };
      const results = await engine.releaseTasks(request, this.#context);
      const verdicts = results.map((result, index) =>
        create(CompletionVerdictSchema, { status: itemStatus(result, report, claims[index]) }),
      );
      noteItems(this.#call, claims, verdicts);
      return verdicts;
    });
  }

  /** `decide` begins at once; its verdicts, or its error for each of the `count` items, are sent when they are there. */
  #answer(field: string, seq: bigint, count: number, decide: () => Promise<CompletionVerdict[]>): void {
    if (seq <= this.#lastSequence) throw misplaced(field, `must be greater than ${this.#lastSequence}, got ${seq}`);
    const limit = LIMITS.unansweredSequences;
    if (this.#unanswered.size >= limit) {
      throw new EngineError("LIMIT_EXCEEDED", `${field}: at most ${limit} frames may be unanswered, this is one more`, {
        metadata: { field, limit: String(limit), value: String(this.#unanswered.size + 1) },
      });
    }
    this.#lastSequence = seq;
    const answering = this.#send(seq, count, decide)
      .catch((error: unknown) => void this.#service.report(error))
      .then(() => void this.#unanswered.delete(answering));
    this.#unanswered.add(answering);
  }

  async #send(seq: bigint, count: number, decide: () => Promise<CompletionVerdict[]>): Promise<void> {
    const verdicts = await decide().catch((error: unknown) => {
      const status = errorStatus(error, this.#service.report);
      return Array.from({ length: count }, () => create(CompletionVerdictSchema, { status }));
    });
    const value = create(VerdictsSchema, { seq, verdicts });
    // Answered when it is written: the caller may send its next frame before this side knows that it was read.
    const sent = this.#exchange.send(create(ExecuteTasksResponseSchema, { frame: { case: "verdicts", value } }));
    if (sent === undefined) return;
    this.#unread = sent.then(() => {
      this.#unread = undefined;
    });
  }

  /** Not answered: what is wrong with a claim comes back as Revoked, and a report that was lost is followed by others. */
  async #report(reports: readonly ProgressReport[]): Promise<void> {
    checkBatch("progress.reports", reports);
    if (this.#reports.size >= LIMITS.unansweredSequences) await Promise.race(this.#reports);
    const { engine, report } = this.#service;
    const reporting = engine
      .reportProgress({ namespace: this.#namespace, items: reports.map(progressOf) }, this.#context)
      .then(undefined, (error: unknown) => {
        if (!(error instanceof EngineError)) report(error);
      })
      .then(() => void this.#reports.delete(reporting));
    this.#reports.add(reporting);
  }
}

function misplaced(field: string, text: string): EngineError {
  return new EngineError("INVALID_FIELD", `${field}: ${text}`, { metadata: { field } });
}
