// What the page of a flow lives on: the flow, and its tasks as they change. A flow of some thousand tasks is followed
// whole; of a larger one only the flow itself, and its tasks are read page by page, until somebody asks for all of them.
// One that has ended is looked at now and then: it may go on, be deleted, and run again under its id.
import { type Flow, FlowView } from "#gen/lazyengine/v1/flow_pb.js";
import type { FlowUpdate, GetFlowDetailsResponse, WatchFlowResponse } from "#gen/lazyengine/v1/service_pb.js";
import { batched } from "../engine/batched.js";
import { type CallError, callErrorOf } from "../engine/call-error.js";
import type { Engine } from "../engine/connection.js";
import { isSameRun } from "../engine/flow-run.js";
import { follow, type WatchState } from "../engine/follow.js";
import { type Pause, pauseFor } from "../engine/pause.js";
import { flowLook } from "../states/flow-states.js";
import { FlowModel } from "./flow-model.js";
import { lookAtFlow } from "./look-at-flow.js";

/** Flows of more tasks than this are read page by page. */
export const MOST_FOLLOWED = 5_000;
const LARGEST_PAGE = 1_000;
/** How often a flow is looked at that has ended: it holds none of the browser's connections meanwhile. */
const LOOK_AGAIN_MS = 2_000;

export interface FlowFeedOptions {
  readonly engine: Engine;
  readonly namespace: string;
  readonly flowId: string;
  /** Runs a batch with the next frame of the screen. */
  readonly schedule: (run: () => void) => void;
  /** Told when anything below has changed. */
  readonly onChange: () => void;
  readonly pause?: Pause;
}

export class FlowFeed {
  readonly #options: FlowFeedOptions;
  #ending = new AbortController();
  /** Where the watch goes on, which names the run. */
  #since = "";
  /** True = the flow is to be read, or to be read anew. */
  #unread = true;
  /** The flow as the watch told it last; the model learns of it with the next frame of the screen. */
  #told: Flow | undefined;
  #takeIn: (response: WatchFlowResponse) => void = () => undefined;
  /** True = the watch has told that it has ended or is gone, after which its stream closes. */
  #ended = false;
  /** True = it was told whole so: it is looked at now and then. */
  #rests = false;
  #looksAtOnce = false;
  #wantsAll = false;
  model = new FlowModel();
  /** Rises when another run of the id is there: nothing of what was known holds for it. */
  run = 0;
  /** `reading` until the flow is known, then whether its tasks are followed or read by pages. */
  extent: "reading" | "whole" | "pages" = "reading";
  watch: WatchState = "connecting";
  error: CallError | undefined;
  deleted = false;
  /** True = all that was there when the run was first read has been told. */
  settled = false;
  /** While all tasks of a large flow are being read: how many have come. */
  loaded: number | undefined;

  constructor(options: FlowFeedOptions) {
    this.#options = options;
  }

  /** Reads the flow and follows it, until `stop`; after that, follows it from where it had come to. */
  async start(): Promise<void> {
    this.#ending = new AbortController();
    this.#looksAtOnce = true;
    const { pause } = this.#options;
    const { signal } = this.#ending;
    await follow<WatchFlowResponse>({
      open: (signal) => this.#frames(signal),
      onFrame: (response) => {
        if (!signal.aborted) this.#hear(response);
      },
      onState: (watch, error) => {
        if (!signal.aborted) this.#stand(watch, error);
      },
      onCompacted: () => {
        this.#unread = true;
      },
      ends: () => this.#rests,
      ...(pause !== undefined && { pause }),
      signal,
    });
  }

  stop(): void {
    this.#ending.abort();
  }

  /** Takes the answer of a call, and looks at once at a flow that was at rest. */
  takeFlow(flow: Flow | undefined): void {
    if (flow !== undefined) this.model.takeFlow(flow);
    this.#options.onChange();
    if (this.watch === "over") this.#startAnew();
  }

  /** Reads all tasks of a large flow, and follows them from then on. */
  loadAll(): void {
    this.#wantsAll = true;
    this.#unread = true;
    this.#rests = false;
    this.#startAnew();
  }

  #startAnew(): void {
    this.stop();
    void this.start();
  }

  async *#frames(signal: AbortSignal): AsyncGenerator<WatchFlowResponse> {
    const { engine, namespace, flowId } = this.#options;
    try {
      if (this.#rests) await this.#untilItGoesOn(signal);
      if (this.#unread) await this.#read(signal);
      const view = this.extent === "whole" ? FlowView.TASKS : FlowView.SUMMARY;
      this.#takeIn = this.#intake();
      this.#ended = false;
      yield* engine.watchFlow({ namespace, flowId, view, sinceRevision: this.#since }, { signal });
      this.#rests = this.#ended;
    } catch (error) {
      if (this.model.flow === undefined || callErrorOf(error).reason !== "FLOW_NOT_FOUND") throw error;
      this.deleted = true;
      this.#rests = true;
    }
  }

  /** Until it has gone on, or another run is there, which is to be read. */
  async #untilItGoesOn(signal: AbortSignal): Promise<void> {
    const { pause = pauseFor } = this.#options;
    for (;;) {
      if (!this.#looksAtOnce) await pause(LOOK_AGAIN_MS, signal);
      this.#looksAtOnce = false;
      const known = { ...this.#options, sinceRevision: this.#since, version: this.#told?.version ?? 0n };
      const found = await lookAtFlow(known, signal);
      if (found === "another") this.#unread = true;
      if (found === "moved" || found === "another") break;
      const deleted = found === "gone";
      const isNews = this.watch !== "over" || this.deleted !== deleted;
      this.deleted = deleted;
      if (isNews) this.#stand("over");
    }
    this.#rests = false;
  }

  async #read(signal: AbortSignal): Promise<void> {
    const first = await this.#readPage("", signal);
    const { flow } = first;
    if (flow === undefined) return;
    const known = this.model.flow;
    if (known === undefined || !isSameRun(known, flow)) this.#begin(flow);
    this.deleted = false;
    this.error = undefined;
    const total = flow.counts.reduce((sum, { count }) => sum + count, 0);
    const whole = this.extent === "whole" || this.#wantsAll || total <= MOST_FOLLOWED;
    if (this.extent === "reading") this.extent = total <= MOST_FOLLOWED ? "whole" : "pages";
    this.#options.onChange();
    if (whole) await this.#readAll(first, signal);
    this.#told = flow;
    this.#since = flow.revision;
    this.#unread = false;
  }

  /** The first run that is seen, or another one of the id. */
  #begin(flow: Flow): void {
    const model = new FlowModel();
    model.takeFlow(flow);
    this.#wantsAll = false;
    Object.assign(this, { model, run: this.run + 1, extent: "reading", settled: false });
  }

  /** The tasks of all pages, in definition order. What changes meanwhile is told by the watch from the first one on. */
  async #readAll(first: GetFlowDetailsResponse, signal: AbortSignal): Promise<void> {
    const model = new FlowModel();
    let page = first;
    model.takeIn([page]);
    while (page.nextPageToken !== "") {
      this.loaded = model.tasks.length;
      this.#options.onChange();
      page = await this.#readPage(page.nextPageToken, signal);
      model.takeIn([page]);
    }
    Object.assign(this, { model, loaded: undefined, settled: true, extent: "whole" });
    this.#options.onChange();
  }

  #readPage(pageToken: string, signal: AbortSignal): Promise<GetFlowDetailsResponse> {
    const { engine, namespace, flowId } = this.#options;
    const asked = { namespace, flowId, view: FlowView.TASKS, pageSize: LARGEST_PAGE, pageToken };
    return engine.getFlowDetails(asked, { signal });
  }

  /**
   * For the model that is there now: what comes with a late frame of the screen is not put into another run's. It is taken
   * in after `stop`, too: the next watch goes on behind it, and would never tell it again.
   */
  #intake(): (response: WatchFlowResponse) => void {
    const { model } = this;
    const { schedule, onChange } = this.#options;
    return batched<WatchFlowResponse>((responses) => {
      model.takeIn(responses.flatMap(({ frame }): FlowUpdate[] => (frame.case === "update" ? [frame.value] : [])));
      onChange();
    }, schedule);
  }

  #hear(response: WatchFlowResponse): void {
    const { frame } = response;
    if (frame.value !== undefined && frame.value.revision !== "") this.#since = frame.value.revision;
    if (frame.case === "update" && frame.value.flow !== undefined) {
      this.#told = frame.value.flow;
      this.#ended = flowLook(frame.value.flow.state).ended;
    }
    if (frame.case === "deleted") {
      this.#ended = true;
      // Whether another run has taken its place is seen by looking.
      this.#looksAtOnce = true;
    }
    this.#takeIn(response);
  }

  #stand(watch: WatchState, error?: CallError): void {
    this.watch = watch;
    if (watch === "live" || watch === "over") this.error = undefined;
    if (watch === "lost" || watch === "refused") this.loaded = undefined;
    // What is shown stays while the watch is opened again; where nothing is, it is told why.
    if (watch === "refused" || this.model.flow === undefined) this.error = error ?? this.error;
    this.#options.onChange();
  }
}
