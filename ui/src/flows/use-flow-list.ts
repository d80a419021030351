// Reads a page of flows and keeps it up to date: the watch is opened first, so that nothing is missed in between.
import { useEffect, useState } from "preact/hooks";
import type { WatchFlowResponse } from "#gen/lazyengine/v1/service_pb.js";
import { batched } from "../engine/batched.js";
import { type CallError, callErrorOf } from "../engine/call-error.js";
import { follow, type WatchState } from "../engine/follow.js";
import { nextFrame } from "../engine/next-frame.js";
import { useAwake } from "../engine/use-awake.js";
import { usePage } from "../shell/page-context.js";
import { type Filters, listRequest, matches } from "./filters.js";
import { type FlowList, type ListChange, listOf, takeIn } from "./flow-list.js";

export const PAGE_SIZE = 50;

export interface FlowListView {
  readonly list: FlowList | undefined;
  readonly nextPageToken: string;
  readonly watch: WatchState;
  readonly error: CallError | undefined;
}

const EMPTY: FlowListView = { list: undefined, nextPageToken: "", watch: "connecting", error: undefined };

/** `reading` counts up to have the page read anew. */
export function useFlowList(filters: Filters, pageToken: string, reading: number): FlowListView {
  const { engine, namespace, onFailure } = usePage();
  const [view, setView] = useState(EMPTY);
  // Compared by content: the filters of an address are parsed anew with each rendering.
  const asked = JSON.stringify([filters, pageToken, reading, namespace]);
  const awake = useAwake();
  useEffect(() => {
    if (!awake) return;
    const ending = new AbortController();
    const { signal } = ending;
    let since = "";
    let read = false;

    const fail = (error: CallError): void => {
      onFailure(error);
      setView((view) => ({ ...view, error }));
    };
    const readPage = async (): Promise<void> => {
      try {
        const request = listRequest(filters, { namespace, pageToken, pageSize: PAGE_SIZE, now: Date.now() });
        const { flows, nextPageToken } = await engine.listFlows(request, { signal });
        setView((view) => ({ ...view, list: listOf(flows, nextPageToken !== ""), nextPageToken, error: undefined }));
      } catch (error) {
        if (!signal.aborted) fail(callErrorOf(error));
      }
    };
    const takeChanges = batched<ListChange>((changes) => {
      if (signal.aborted) return;
      // Older pages do not tell of flows that would stand on the first one.
      const wanted = (flow: Parameters<typeof matches>[0]): boolean =>
        pageToken === "" && matches(flow, filters, Date.now());
      setView((view) => (view.list === undefined ? view : { ...view, list: takeIn(view.list, changes, wanted) }));
    }, nextFrame);
    const onFrame = ({ frame }: WatchFlowResponse): void => {
      if (frame.value !== undefined) since = frame.value.revision;
      if (frame.case === "update" && frame.value.flow !== undefined) takeChanges({ flow: frame.value.flow });
      if (frame.case === "deleted") takeChanges({ deletedId: frame.value.flowId });
      if (!read) {
        read = true;
        void readPage();
      }
    };
    const onState = (watch: WatchState, error?: CallError): void => {
      setView((view) => ({ ...view, watch }));
      if (watch === "refused" && error !== undefined) fail(error);
    };
    const onCompacted = (): void => {
      since = "";
      read = false;
    };
    void follow({
      open: (signal) => engine.watchFlow({ namespace, sinceRevision: since }, { signal }),
      ...{ onFrame, onState, onCompacted, signal },
      ends: () => false,
    });
    return () => ending.abort();
  }, [engine, asked, awake, onFailure]);
  return view;
}
