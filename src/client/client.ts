/**
 * The client: every call of the contract with plain values, and flows as handles.
 */
import { fromBinary } from "@bufbuild/protobuf";
import {
  KeepSessionRequestSchema,
  LazyEngine,
  PollReadyTasksRequestSchema,
  ReleaseTasksRequestSchema,
} from "#gen/lazyengine/v1/service_pb.js";
import { type CallOptions, checkCallOptions, checkList, checkOptions } from "./call-options.js";
import { Connection } from "./connection.js";
import type { ConnectionOptions } from "./connection-options.js";
import { getDefinition, listDefinitions, putDefinition } from "./definition-calls.js";
import { explanationValue, type TaskExplanation } from "./explanation.js";
import type { FlowCalls } from "./flow-calls.js";
import { FlowHandle } from "./flow-handle.js";
import type { FlowSpec, flowSpecMessage } from "./flow-spec.js";
import { type ImportOptions, importDefinition } from "./import-definition.js";
import type { LazyEngineError } from "./lazy-engine-error.js";
import { type MessageCalls, messageCalls } from "./message-calls.js";
import type { PayloadCodec } from "./payload-codec.js";
import {
  claimMessage,
  completionMessage,
  detailsRequest,
  listFlowsRequest,
  progressMessage,
  sessionRequest,
  watchReadyTasksRequest,
} from "./request-messages.js";
import type * as requests from "./requests.js";
import {
  completeValue,
  errorIn,
  keptSessionValue,
  requiredFlow,
  runValue,
  serverInfoValue,
  sessionEvent,
  verdictValue,
} from "./response-values.js";
import type { RetryOptions } from "./retrying-call.js";
import { runRequest } from "./run-request.js";
import { ScheduleClient } from "./schedule-client.js";
import { type SimulateOptions, type Simulation, type SimulationSubject, simulateFlow } from "./simulation.js";
import { durationInputMessage, durationInputMs } from "./times.js";
import type { DuplexStream, Transport } from "./transport.js";
import type { Definition, Flow } from "./values.js";
import { flowValue, readyTaskValue, taskDetailsValue } from "./values-of-messages.js";
import { watchFlow } from "./watch-flow.js";

export interface ClientOptions extends ConnectionOptions {
  /** The namespace of every call. Default: `default`. */
  readonly namespace?: string;
  /** Encrypts or compresses every payload on its way: see PayloadCodec. */
  readonly codec?: PayloadCodec;
  /** How long a call may take, tries included. Milliseconds, default 30,000. */
  readonly deadlineMs?: number;
  /**
   * When calls are tried again. They are where that can help: no server reached, or one that says when to come back; each
   * time as the same request with the same request_id. False = never.
   */
  readonly retry?: RetryOptions | false;
}

type ExecuteTasks = (typeof LazyEngine)["method"]["executeTasks"];

/** How much longer than its own wait a long poll may take. */
const POLL_MARGIN_MS = 5_000;

/**
 * Calls of one namespace of one server. Connects with the first call. Calls reject with LazyEngineError, also where an
 * argument has no form in messages (INVALID_FIELD, and nothing is sent), or with the signal's reason where one is aborted.
 */
export class Client extends ScheduleClient implements FlowCalls {
  /** The same calls in the messages of lazyengine/v1, for callers that work with those. */
  readonly messages: MessageCalls;
  /** Where the calls go, as the options say it. */
  readonly address: string;
  readonly namespace: string;
  readonly codec: PayloadCodec | undefined;
  readonly #transport: Transport;
  readonly #deadlineMs: number;

  /** `transport`: what carries the calls in place of a connection to `address`. */
  constructor(options: ClientOptions, transport: Transport = new Connection(options)) {
    super();
    this.address = options.address;
    this.namespace = options.namespace ?? "default";
    this.codec = options.codec;
    this.#deadlineMs = options.deadlineMs ?? 30_000;
    this.#transport = transport;
    this.messages = messageCalls(this.#transport, {
      namespace: this.namespace,
      deadlineMs: this.#deadlineMs,
      retry: options.retry ?? {},
      codec: options.codec,
    });
  }

  /** Starts a flow of a definition given here, or of a stored one by its name or digest. */
  async run(
    definition: requests.RunDefinition,
    options: requests.RunOptions & CallOptions = {},
  ): Promise<FlowHandle & { readonly started: requests.RunResponse }> {
    const started = runValue(await this.messages.run(runRequest(definition, options), options));
    return Object.assign(new FlowHandle(this, started.flow.flowId), { started });
  }

  /** Checks all that `run` would check, and writes nothing. Gives the warnings. */
  async validate(
    definition: requests.RunDefinition,
    options: requests.RunOptions & CallOptions = {},
  ): Promise<readonly string[]> {
    return (await this.messages.run({ ...runRequest(definition, options), validateOnly: true }, options)).warnings;
  }

  /** A handle for a flow that was started before, here or elsewhere. Nothing is asked of the server yet. */
  flow(flowId: string): FlowHandle {
    return new FlowHandle(this, flowId);
  }

  /** Records what became of a task: for outsiders by ids alone, for the holder of a claim with its token. */
  async taskComplete(
    completion: requests.TaskCompletion,
    options: CallOptions = {},
  ): Promise<requests.TaskCompleteResponse> {
    checkCallOptions(options);
    const { $typeName: _name, $unknown: _unknown, ...request } = completionMessage(completion);
    return completeValue(await this.messages.taskComplete(request, options));
  }

  /** Up to 1,000 completions, each with an answer of its own, in their order. */
  async taskCompleteBatch(
    completions: readonly requests.TaskCompletion[],
    options: CallOptions = {},
  ): Promise<readonly requests.ItemResult<requests.TaskCompleteResponse>[]> {
    checkCallOptions(options);
    checkList(completions, "items");
    const items = completions.map((completion, index) => completionMessage(completion, `items[${index}].`));
    const request = { items };
    return (await this.messages.taskCompleteBatch(request, options)).verdicts.map(verdictValue);
  }

  /** The flow, and with another view than SUMMARY a page of its tasks. */
  async getFlowDetails(
    flowId: string,
    options: requests.DetailsOptions & CallOptions = {},
  ): Promise<requests.FlowDetails> {
    const message = await this.messages.getFlowDetails(detailsRequest(flowId, options), options);
    const { flow, tasks, nextPageToken } = message;
    return { flow: requiredFlow(flow), tasks: tasks.map(taskDetailsValue), nextPageToken };
  }

  /** Why a task does not run, or why it did. */
  async explainTask(flowId: string, taskId: string, options: CallOptions = {}): Promise<TaskExplanation> {
    checkCallOptions(options);
    return explanationValue(await this.messages.explainTask({ flowId, taskId }, options));
  }

  /** A page of the namespace's flows, newest first. */
  async listFlows(
    options: requests.ListFlowsOptions & CallOptions = {},
  ): Promise<{ readonly flows: readonly Flow[]; readonly nextPageToken: string }> {
    const { flows, nextPageToken } = await this.messages.listFlows(listFlowsRequest(options), options);
    return { flows: flows.map(flowValue), nextPageToken };
  }

  /**
   * Follows one flow until its end, or all flows of the namespace until the signal is aborted or the loop is left; goes
   * on from the last revision over reconnects and restarts. Level-triggered: the latest state of what changed, perhaps
   * twice, states in between perhaps not at all. Throws as the calls reject.
   */
  watchFlow(options: requests.WatchFlowOptions & Pick<CallOptions, "signal"> = {}): AsyncIterable<requests.FlowEvent> {
    return watchFlow(this.messages, options);
  }

  /** A definition, or a flow from where it stands, on virtual time with assumed executors. Nothing is written. */
  simulateFlow(subject: SimulationSubject, options: SimulateOptions & CallOptions = {}): Promise<Simulation> {
    return simulateFlow(this.messages, subject, options);
  }

  /** Stores a definition under its name, to be run by name or digest. */
  async putDefinition(
    spec: FlowSpec | Parameters<typeof flowSpecMessage>[0],
    options: CallOptions = {},
  ): Promise<requests.PutDefinition> {
    return putDefinition(this.messages, spec, options);
  }

  /**
   * Stores a definition that is larger than one message, of up to a million tasks: those of `spec`, then
   * `options.tasks`; with those it is tried once. May take ten minutes where no deadline is given.
   */
  async importDefinition(
    spec: FlowSpec | Parameters<typeof flowSpecMessage>[0],
    options: ImportOptions = {},
  ): Promise<requests.ImportedDefinition> {
    return importDefinition(this, spec, options);
  }

  async getDefinition(
    key: { readonly name: string } | { readonly digest: string },
    options: CallOptions = {},
  ): Promise<requests.StoredDefinition> {
    return getDefinition(this.messages, key, options);
  }

  /** A page of the definitions that were put, newest first. */
  async listDefinitions(
    options: requests.ListDefinitionsOptions & CallOptions = {},
  ): Promise<{ readonly definitions: readonly Definition[]; readonly nextPageToken: string }> {
    return listDefinitions(this.messages, options);
  }

  async getServerInfo(options: CallOptions = {}): Promise<requests.ServerInfo> {
    checkCallOptions(options);
    return serverInfoValue(await this.messages.getServerInfo({}, options));
  }

  /** A session's frames, from a stream of their own; not resumed. Executors are easier had with Executor. */
  async *watchReadyTasks(
    options: requests.WatchReadyTasksOptions & Pick<CallOptions, "signal">,
  ): AsyncGenerator<requests.SessionEvent, void, undefined> {
    for await (const frame of this.messages.watchReadyTasks(watchReadyTasksRequest(options), options)) {
      const event = sessionEvent(frame);
      if (event !== undefined) {
        yield event;
      }
    }
  }

  /** Claims ready tasks for a session without a stream, waiting for some if there are none. */
  async pollReadyTasks(options: requests.PollReadyTasksOptions & CallOptions): Promise<requests.PolledTasks> {
    const session = sessionRequest(options, PollReadyTasksRequestSchema);
    const wait = durationInputMessage(options.wait, "wait");
    const request = {
      ...session,
      maxTasks: options.maxTasks ?? 0,
      ...(wait === undefined ? {} : { wait }),
      includeHeld: options.includeHeld ?? false,
    };
    const waitMs = durationInputMs(options.wait ?? 0, "wait");
    const deadlineMs = options.deadlineMs ?? Math.max(this.#deadlineMs, waitMs + POLL_MARGIN_MS);
    const { sessionId, tasks, backlog } = await this.messages.pollReadyTasks(request, { ...options, deadlineMs });
    return { sessionId, tasks: tasks.map(readyTaskValue), backlog: Number(backlog) };
  }

  /** Keeps a session without a stream alive for another lease. */
  async keepSession(
    sessionId: string,
    options: { readonly progress?: readonly requests.ProgressReport[] } & CallOptions = {},
  ): Promise<requests.KeptSession> {
    checkOptions(options, KeepSessionRequestSchema, ["sessionId"]);
    const progress = (options.progress ?? []).map((report, index) => progressMessage(report, `progress[${index}]`));
    return keptSessionValue(await this.messages.keepSession({ sessionId, progress }, options));
  }

  /** Gives claimed tasks back without counting a try. Gives one entry for each claim: undefined, or its error. */
  async releaseTasks(
    claims: readonly requests.TaskClaim[],
    options: { readonly delay?: Parameters<typeof durationInputMs>[0] } & CallOptions = {},
  ): Promise<readonly (LazyEngineError | undefined)[]> {
    checkOptions(options, ReleaseTasksRequestSchema, ["claims"]);
    checkList(claims, "claims");
    const delay = durationInputMessage(options.delay, "delay");
    const request = { claims: claims.map(claimMessage), ...(delay === undefined ? {} : { delay }) };
    return (await this.messages.releaseTasks(request, options)).statuses.map(errorIn);
  }

  /** Tells how far running tasks have come. Gives one entry for each report: undefined, or its error. */
  async reportProgress(
    reports: readonly requests.ProgressReport[],
    options: CallOptions = {},
  ): Promise<readonly (LazyEngineError | undefined)[]> {
    checkCallOptions(options);
    checkList(reports, "reports");
    const request = { reports: reports.map((report, index) => progressMessage(report, `reports[${index}]`)) };
    return (await this.messages.reportProgress(request, options)).statuses.map(errorIn);
  }

  /** The raw stream that an Executor works on; `read` decodes its frames, where not all of them is wanted. */
  executeTasks(
    read = (bytes: Uint8Array) => fromBinary(LazyEngine.method.executeTasks.output, bytes),
  ): DuplexStream<ExecuteTasks["input"], ExecuteTasks["output"]> {
    return this.#transport.duplex(LazyEngine.method.executeTasks, read);
  }

  /** Closes the connection. Calls under way go on; later ones are refused. */
  close(): void {
    this.#transport.close();
  }
}
