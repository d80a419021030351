// The page of flows that is shown; what was shown before stays until the next one has been read.
import { useEffect, useState } from "preact/hooks";
import type { CallError } from "../engine/call-error.js";
import type { WatchState } from "../engine/follow.js";
import { nextFrame } from "../engine/next-frame.js";
import { useAwake } from "../engine/use-awake.js";
import { usePage } from "../shell/page-context.js";
import type { Filters } from "./filters.js";
import type { FlowList } from "./flow-list.js";
import { FlowListFeed } from "./flow-list-feed.js";

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
    const feed: FlowListFeed = new FlowListFeed({
      ...{ engine, namespace, filters, pageToken, schedule: nextFrame },
      onChange: () => {
        const { list, nextPageToken, watch, error } = feed;
        if (error !== undefined) onFailure(error);
        setView((before) => (list === undefined ? { ...before, watch, error } : { list, nextPageToken, watch, error }));
      },
    });
    void feed.start();
    return () => feed.stop();
  }, [engine, asked, awake, onFailure]);
  return view;
}
