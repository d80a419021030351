// What the page of a flow lives on: the flow, and its tasks as they change. A flow of some thousand tasks is followed
// whole; of a larger one only the flow itself, and its tasks are read page by page, until somebody asks for all of them.
import { FlowView } from "#gen/lazyengine/v1/flow_pb.js";
import type { FlowUpdate, GetFlowDetailsResponse, WatchFlowResponse } from "#gen/lazyengine/v1/service_pb.js";
import { batched } from "../engine/batched.js";
import { type CallError, callErrorOf } from "../engine/call-error.js";
import type { Engine } from "../engine/connection.js";
import { follow, type WatchState } from "../engine/follow.js";
import { flowLook } from "../states/flow-states.js";
import { FlowModel } from "./flow-model.js";

/** Flows of more tasks than this are read page by page. */
export const MOST_FOLLOWED = 5_000;
const LARGEST_PAGE = 1_000;

export interface FlowFeedOptions {
  readonly engine: Engine;
  readonly namespace: string;
  readonly flowId: string;
  /** Runs a batch with the next frame of the screen. */
  readonly schedule: (run: () => void) => void;
  /** Told when anything below has changed. */
  readonly onChange: () => void;
}

export class FlowFeed {
  readonly #options: FlowFeedOptions;
  #ending = new AbortController();
  #since = "";
  /** True once the watch has told that the flow has ended or is gone, after which its stream closes for good. */
  #ended = false;
  model = new FlowModel();
  /** `reading` until the flow is known, then whether its tasks are followed or read by pages. */
  extent: "reading" | "whole" | "pages" = "reading";
  watch: WatchState = "connecting";
  error: CallError | undefined;
  deleted = false;
  /** True = all that was there when the page was opened has been told. */
  settled = false;
  /** While all tasks of a large flow are being read: how many have come. */
  loaded: number | undefined;

  constructor(options: FlowFeedOptions) {
    this.#options = options;
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** Reads the flow and follows it, until `stop`; after that, follows it from where it had come to. */
  async start(): Promise<void> {
    this.#ending = new AbortController();
    const { signal } = this;
    try {
      if (this.extent === "reading" || (this.extent === "whole" && !this.settled)) await this.#open(signal);
      if (!signal.aborted) await this.#follow(signal);
    } catch (error) {
      this.#fail(callErrorOf(error), signal);
    }
  }

  async #open(signal: AbortSignal): Promise<void> {
    const first = await this.#readPage("", signal);
    if (first.flow === undefined) return;
    this.model.takeFlow(first.flow);
    this.#ended = flowLook(first.flow.state).ended;
    const total = first.flow.counts.reduce((sum, { count }) => sum + count, 0);
    this.extent = total > MOST_FOLLOWED ? "pages" : "whole";
    this.#options.onChange();
    if (this.extent === "whole") await this.#readAll(first, signal);
  }

  stop(): void {
    this.#ending.abort();
  }

  /** Takes the answer of a call, and follows a flow again that has gone on after its end. */
  takeFlow(flow: FlowUpdate["flow"]): void {
    if (flow !== undefined) this.model.takeFlow(flow);
    this.#options.onChange();
    if (this.watch === "over") void this.#follow(this.signal);
  }

  /** Reads all tasks of a large flow, and follows them from then on. */
  async loadAll(): Promise<void> {
    this.stop();
    this.#ending = new AbortController();
    const { signal } = this;
    try {
      await this.#readAll(await this.#readPage("", signal), signal);
      this.extent = "whole";
      await this.#follow(signal);
    } catch (error) {
      this.loaded = undefined;
      this.#fail(callErrorOf(error), signal);
    }
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
    Object.assign(this, { model, loaded: undefined, settled: true });
    this.#since = first.flow?.revision ?? "";
    this.#options.onChange();
  }

  #readPage(pageToken: string, signal: AbortSignal): Promise<GetFlowDetailsResponse> {
    const { engine, namespace, flowId } = this.#options;
    const asked = { namespace, flowId, view: FlowView.TASKS, pageSize: LARGEST_PAGE, pageToken };
    return engine.getFlowDetails(asked, { signal });
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { engine, namespace, flowId, schedule, onChange } = this.#options;
    const view = this.extent === "whole" ? FlowView.TASKS : FlowView.SUMMARY;
    const takeIn = batched<WatchFlowResponse>((frames) => {
      if (!signal.aborted) this.#takeFrames(frames);
    }, schedule);
    await follow<WatchFlowResponse>({
      open: (signal) => engine.watchFlow({ namespace, flowId, view, sinceRevision: this.#since }, { signal }),
      onFrame: (response) => {
        const { frame } = response;
        if (frame.value !== undefined && frame.value.revision !== "") this.#since = frame.value.revision;
        if (frame.case === "update") this.#ended = flowLook(frame.value.flow?.state ?? 0).ended;
        if (frame.case === "deleted") this.#ended = true;
        takeIn(response);
      },
      onState: (watch, error) => {
        this.watch = watch;
        if (watch === "live" || watch === "over") this.error = undefined;
        if (error !== undefined && watch === "refused") this.#fail(error, signal);
        else onChange();
      },
      onCompacted: () => {
        this.#since = "";
      },
      ends: () => this.#ended,
      signal,
    });
  }

  #takeFrames(frames: readonly WatchFlowResponse[]): void {
    const updates: FlowUpdate[] = [];
    for (const { frame } of frames) {
      if (frame.case === "update") updates.push(frame.value);
      if (frame.case === "deleted") this.deleted = true;
    }
    this.model.takeIn(updates);
    this.#options.onChange();
  }

  #fail(error: CallError, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.error = error;
    this.#options.onChange();
  }
}
