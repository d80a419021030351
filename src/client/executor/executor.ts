/**
 * The executor: takes ready tasks of some queues, calls their handlers and reports what became of them.
 */
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { create } from "@bufbuild/protobuf";
import { durationMs } from "@bufbuild/protobuf/wkt";
import { CreditSchema, DrainSchema } from "#gen/lazyengine/v1/executor_frames_pb.js";
import {
  type ExecuteTasksRequest,
  ExecuteTasksRequestSchema,
  type ExecuteTasksResponse,
} from "#gen/lazyengine/v1/service_pb.js";
import type { Opened } from "#gen/lazyengine/v1/session_frames_pb.js";
import type { Client } from "../client.js";
import { Latch } from "../latch.js";
import type { LazyEngineError } from "../lazy-engine-error.js";
import { watchReadyTasksRequest } from "../request-messages.js";
import { type DurationInput, durationInputMs } from "../times.js";
import { ConnectionState } from "./connection-state.js";
import type { Evaluator } from "./evaluation.js";
import { ExecutorLink, type LinkEvents, type OpenRequest, type ReconnectOptions } from "./executor-link.js";
import { type ExecutorLog, stderrLog } from "./executor-log.js";
import { type Handlers, handlersOf, wantedItems } from "./handlers.js";
import { Outbox } from "./outbox.js";
import { ProgressOutbox } from "./progress-outbox.js";
import { TaskRunner } from "./task-runner.js";

export interface ExecutorOptions {
  readonly client: Client;
  /** By task type, ANY_TYPE for the types without one. A task that has no handler is given back, for others to do. */
  readonly handlers: Handlers;
  /** Undo tasks, by the type of their REVERT items; without it none are taken. What one throws fails the flow. */
  readonly reverts?: Handlers;
  /** Decides what work items of kind EVALUATE ask; without it none are taken. Their queues have to be among `queues`. */
  readonly evaluate?: Evaluator;
  /** The queues to take tasks from. Default: the handlers' types, since a task's queue is its type unless it says otherwise. */
  readonly queues?: readonly string[];
  /** How many unfinished tasks to hold at once. Default: 10. */
  readonly maxInFlight?: number;
  /** Names the executor for people. Default: `HOST:PID`. */
  readonly workerId?: string;
  /** The session to go on with, for executors that restart within its lease. Default: a fresh one. */
  readonly sessionId?: string;
  /** How long the session lives on without a connection. Default: 30 s. */
  readonly leaseDuration?: DurationInput;
  /** Only tasks of this flow. */
  readonly flowId?: string;
  /** Default: warnings and errors as JSON on stderr. */
  readonly log?: ExecutorLog;
  readonly reconnect?: ReconnectOptions;
}

export interface DrainOptions {
  /** How long running handlers may take to finish. Default: 30 s. */
  readonly deadline?: DurationInput;
}

/** How long the last answers may take once nothing runs any more. */
const LAST_ANSWERS_MS = 5_000;
/** How long the server may take to close the stream once nothing is held. */
const CLOSE_MS = 2_000;

/** Takes nothing until `start`. One stream at a time; reconnects by itself, under the same session. */
export class Executor {
  /**
   * Resolves when the executor has stopped, after `drain`. Rejects with LazyEngineError where the server refuses it for
   * good: without permission, with a malformed option, for a flow that does not exist.
   */
  readonly closed: Promise<void>;
  readonly #options: ExecutorOptions;
  readonly #log: ExecutorLog;
  readonly #connection: ConnectionState;
  readonly #link: ExecutorLink;
  readonly #outbox: Outbox;
  readonly #progress: ProgressOutbox;
  readonly #runner: TaskRunner;
  readonly #started = new Latch();
  readonly #ended = new Latch();
  #sessionId: string;
  #maxInFlight: number;
  #leaseMs = 30_000;
  #leaseTimer: NodeJS.Timeout | undefined;
  #begun = false;
  #refused = false;
  #draining: Promise<void> | undefined;
  /** Called when something may have become empty. */
  #onQuiet: () => void = ignore;

  constructor(options: ExecutorOptions) {
    this.#options = options;
    this.#log = options.log ?? stderrLog;
    this.#connection = new ConnectionState(this.#log);
    this.#sessionId = options.sessionId ?? randomUUID();
    this.#maxInFlight = options.maxInFlight ?? 10;
    this.closed = this.#ended.promise;
    this.#outbox = new Outbox((item, error) => this.#runner.answered(item, error));
    this.#progress = new ProgressOutbox(options.client.codec, (held, error) =>
      this.#log.error("progress could not be encoded", { ...held.fields(), error }),
    );
    this.#runner = new TaskRunner({
      client: options.client,
      ...handlersOf(options),
      log: this.#log,
      outbox: this.#outbox,
      progress: this.#progress,
      onLeft: () => this.#onQuiet(),
    });
    const events: LinkEvents = {
      up: (opened) => this.#onUp(opened),
      frame: (frame) => this.#onFrame(frame),
      drained: () => this.#outbox.drained(),
      down: (error) => this.#onDown(error),
      sessionGone: () => this.#onSessionGone(),
      frameRefused: (error) => this.#onFrameRefused(error),
      refused: (error) => this.#onRefused(error),
    };
    this.#link = new ExecutorLink(options.client, () => this.#openRequest(), events, options.reconnect ?? {});
  }

  /** The session that holds the tasks: to be kept by who wants to go on with it after a restart. */
  get sessionId(): string {
    return this.#sessionId;
  }

  /** Whether a server has granted the session and its stream stands: for answers to whoever asks for readiness. */
  get connected(): boolean {
    return this.#connection.up;
  }

  /** How many tasks are in hand: running, or with an outcome that is not answered yet. */
  get inFlight(): number {
    return this.#runner.size;
  }

  /** Connects. Resolves when the session is granted, however long that takes; rejects as `closed` does. */
  start(): Promise<void> {
    if (!this.#begun) {
      this.#begun = true;
      this.#link.connect();
    }
    return this.#started.promise;
  }

  /** From now on at most this many unfinished tasks are held. */
  setMaxInFlight(maxInFlight: number): void {
    this.#maxInFlight = maxInFlight;
    if (this.#connection.up) this.#write({ case: "credit", value: create(CreditSchema, { maxInFlight }) });
  }

  /**
   * Stops: takes nothing more, lets what runs finish until the deadline, then aborts the rest and gives it back, and
   * closes the stream. Resolves when that is done. Further calls wait for the first one.
   */
  drain(options: DrainOptions = {}): Promise<void> {
    this.#draining ??= this.#drain(durationInputMs(options.deadline ?? 30_000, "deadline"));
    return this.#draining;
  }

  async #drain(deadlineMs: number): Promise<void> {
    this.#begun = true;
    this.#runner.stopping = true;
    if (this.#connection.up) this.#write({ case: "drain", value: create(DrainSchema) });
    const nothingOpen = (): boolean => this.#refused || (this.#runner.idle && this.#outbox.empty);
    if (!(await this.#quiet(nothingOpen, deadlineMs))) {
      this.#runner.giveBackRunning();
      if (!(await this.#quiet(nothingOpen, LAST_ANSWERS_MS))) {
        this.#log.error("stopped without the server's last answers", { in_flight: this.#runner.size });
      }
    }
    await this.#leave();
    clearTimeout(this.#leaseTimer);
    this.#progress.detach();
    this.#started.fail(new Error("the executor was stopped before it was granted a session"));
    this.#ended.open();
  }

  /** The server closes once nothing is held: until then what it had sent before it knew still comes, and is given back. */
  async #leave(): Promise<void> {
    this.#link.openNoMore();
    if (await this.#quiet(() => !this.#link.open, CLOSE_MS)) return;
    this.#link.end();
    if (!(await this.#quiet(() => !this.#link.open, CLOSE_MS))) this.#link.cancel();
  }

  /** Whether `met` became true within the time. */
  #quiet(met: () => boolean, withinMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (value: boolean): void => {
        clearTimeout(timer);
        this.#onQuiet = ignore;
        resolve(value);
      };
      const timer = setTimeout(() => settle(met()), withinMs);
      this.#onQuiet = () => {
        if (met()) settle(true);
      };
      this.#onQuiet();
    });
  }

  #openRequest(): OpenRequest {
    const { client, queues, workerId, leaseDuration, flowId } = this.#options;
    const request = watchReadyTasksRequest({
      ...wantedItems(this.#options, queues),
      workerId: workerId ?? `${hostname()}:${process.pid}`,
      sessionId: this.#sessionId,
      maxInFlight: this.#maxInFlight,
      ...(leaseDuration === undefined ? {} : { leaseDuration }),
      ...(flowId === undefined ? {} : { flowId }),
    });
    return { ...request, namespace: client.namespace };
  }

  #onUp({ sessionId, resumed, leaseDuration }: Opened): void {
    clearTimeout(this.#leaseTimer);
    if (resumed) this.#runner.keepAll();
    else if (this.#connection.known) {
      this.#log.warn("the session was lost", { session_id: this.#sessionId });
      this.#runner.loseAll("the session was lost: its lease ran out");
    }
    this.#sessionId = sessionId;
    this.#connection.granted(sessionId);
    this.#leaseMs = leaseDuration === undefined ? this.#leaseMs : durationMs(leaseDuration);
    const stream = { write: (message: ExecuteTasksRequest) => this.#link.write(message) };
    // Before the drain: once nothing is held any more the server closes, and reads no further.
    this.#outbox.attach(stream, () => this.#progress.attach(stream));
    if (this.#runner.stopping) this.#write({ case: "drain", value: create(DrainSchema) });
    this.#started.open();
  }

  #onFrame({ frame }: ExecuteTasksResponse): void {
    switch (frame.case) {
      case "readyTasks":
        for (const task of frame.value.tasks) this.#runner.take(task);
        break;
      case "verdicts":
        this.#outbox.answer(frame.value);
        this.#onQuiet();
        break;
      case "revoked":
        this.#runner.revoke(frame.value);
        this.#onQuiet();
        break;
      case "cancelRequested":
        this.#runner.cancel(frame.value);
        break;
      default:
    }
  }

  #onDown(error: LazyEngineError | undefined): void {
    const wasUp = this.#connection.up;
    this.#connection.gone(this.#sessionId, error, this.#runner.stopping);
    this.#outbox.detach();
    this.#progress.detach();
    this.#onQuiet();
    if (wasUp) {
      // From here on nothing keeps the session alive; after one lease others may be offered its tasks.
      this.#leaseTimer = setTimeout(
        () => this.#runner.doubtAll("the session was lost: no connection for one lease"),
        this.#leaseMs,
      ).unref();
    }
  }

  #onSessionGone(): void {
    this.#log.warn("the session is somebody else's now: a fresh one is opened", { session_id: this.#sessionId });
    this.#runner.loseAll("the session was taken over");
    this.#sessionId = randomUUID();
  }

  #onFrameRefused(error: LazyEngineError): boolean {
    const reports = this.#progress.takeCarried();
    const doubted = this.#outbox.refused(error, reports > 0);
    if (!doubted && reports === 0) return false;
    this.#log.warn("what was told of tasks was refused", { reason: error.reason, error, dropped_reports: reports });
    return true;
  }

  #onRefused(error: LazyEngineError): void {
    this.#log.error("the server refuses this executor", { reason: error.reason, error });
    clearTimeout(this.#leaseTimer);
    this.#refused = true;
    this.#runner.loseAll("the server refuses this executor");
    this.#onQuiet();
    this.#started.fail(error);
    this.#ended.fail(error);
  }

  #write(frame: ExecuteTasksRequest["frame"]): void {
    this.#link.write(create(ExecuteTasksRequestSchema, { frame }));
  }
}

function ignore(): void {
  // Nobody waits for quiet.
}
