// What the list of flows lives on: one page of it, read once the watch stands and kept up to date by it. What the watch
// tells while the page is being read may be newer than what was read, and is taken in after it.
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import type { WatchFlowResponse } from "#gen/lazyengine/v1/service_pb.js";
import { batched } from "../engine/batched.js";
import { type CallError, callErrorOf } from "../engine/call-error.js";
import type { Engine } from "../engine/connection.js";
import { follow, type WatchState } from "../engine/follow.js";
import { type Filters, listRequest, matches } from "./filters.js";
import { type FlowList, type ListChange, listOf, takeIn } from "./flow-list.js";

export const PAGE_SIZE = 50;

export interface FlowListFeedOptions {
  readonly engine: Engine;
  readonly namespace: string;
  readonly filters: Filters;
  readonly pageToken: string;
  /** Runs a batch with the next frame of the screen. */
  readonly schedule: (run: () => void) => void;
  /** Told when anything below has changed. */
  readonly onChange: () => void;
}

export class FlowListFeed {
  readonly #options: FlowListFeedOptions;
  readonly #ending = new AbortController();
  #since = "";
  /** True = the page is to be read, or to be read anew. */
  #unread = true;
  /** While the page is being read: the latest that was told of each flow. */
  #meanwhile: Map<string, ListChange> | undefined;
  /** Undefined until it has been read. */
  list: FlowList | undefined;
  nextPageToken = "";
  watch: WatchState = "connecting";
  error: CallError | undefined;

  constructor(options: FlowListFeedOptions) {
    this.#options = options;
  }

  /** Once, until `stop`. */
  async start(): Promise<void> {
    const { engine, namespace, schedule, onChange } = this.#options;
    const { signal } = this.#ending;
    const take = batched<ListChange>((changes) => {
      if (!signal.aborted) this.#take(changes);
    }, schedule);
    await follow<WatchFlowResponse>({
      open: (signal) => engine.watchFlow({ namespace, sinceRevision: this.#since }, { signal }),
      onFrame: ({ frame }) => {
        if (frame.value !== undefined) this.#since = frame.value.revision;
        if (frame.case === "update" && frame.value.flow !== undefined) take({ flow: frame.value.flow });
        if (frame.case === "deleted") take({ deletedId: frame.value.flowId });
        if (this.#unread) void this.#read(signal);
      },
      onState: (watch, error) => {
        this.watch = watch;
        // What is shown stays while the watch is opened again; where nothing is, it is told why.
        if (watch === "refused" || this.list === undefined) this.error = error ?? this.error;
        onChange();
      },
      onCompacted: () => {
        this.#since = "";
        this.#unread = true;
      },
      ends: () => false,
      signal,
    });
  }

  stop(): void {
    this.#ending.abort();
  }

  /** The watch stands by now: from here on nothing is missed. */
  async #read(signal: AbortSignal): Promise<void> {
    const { engine, namespace, filters, pageToken } = this.#options;
    const meanwhile = new Map<string, ListChange>();
    this.#meanwhile = meanwhile;
    this.#unread = false;
    try {
      const request = listRequest(filters, { namespace, pageToken, pageSize: PAGE_SIZE, now: Date.now() });
      const { flows, nextPageToken } = await engine.listFlows(request, { signal });
      if (signal.aborted) return;
      this.list = takeIn(listOf(flows, nextPageToken !== ""), [...meanwhile.values()], this.#wanted);
      this.nextPageToken = nextPageToken;
      this.error = undefined;
    } catch (error) {
      if (signal.aborted) return;
      this.error = callErrorOf(error);
      // Tried again with the next frame.
      this.#unread = true;
    }
    if (this.#meanwhile === meanwhile) this.#meanwhile = undefined;
    this.#options.onChange();
  }

  #take(changes: readonly ListChange[]): void {
    for (const change of changes) {
      this.#meanwhile?.set("flow" in change ? change.flow.flowId : change.deletedId, change);
    }
    if (this.list === undefined) return;
    this.list = takeIn(this.list, changes, this.#wanted);
    this.#options.onChange();
  }

  /** Older pages do not tell of flows that would stand on the first one. */
  readonly #wanted = (flow: Flow): boolean =>
    this.#options.pageToken === "" && matches(flow, this.#options.filters, Date.now());
}
