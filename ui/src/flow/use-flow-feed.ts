// The feed of the flow that the page shows; the page is drawn anew with each batch.
import { useEffect, useReducer, useRef } from "preact/hooks";
import { nextFrame } from "../engine/next-frame.js";
import { useAwake } from "../engine/use-awake.js";
import { graphWorker } from "../graph/use-drawing.js";
import { usePage } from "../shell/page-context.js";
import { FlowFeed } from "./flow-feed.js";

/** `tick` rises with each change of what the feed holds. */
export function useFlowFeed(flowId: string): { readonly feed: FlowFeed; readonly tick: number } {
  const { engine, namespace, onFailure } = usePage();
  const [tick, changed] = useReducer((count: number) => count + 1, 0);
  const made = useRef<{ readonly key: string; readonly feed: FlowFeed } | undefined>(undefined);
  const key = JSON.stringify([namespace, flowId]);
  if (made.current?.key !== key) {
    const feed: FlowFeed = new FlowFeed({
      ...{ engine, namespace, flowId, schedule: nextFrame },
      onChange: () => {
        if (feed.error !== undefined) onFailure(feed.error);
        changed(undefined);
      },
    });
    made.current = { key, feed };
  }
  const { feed } = made.current;
  const awake = useAwake();
  useEffect(() => {
    if (!awake) return;
    graphWorker();
    void feed.start();
    return () => feed.stop();
  }, [feed, awake]);
  return { feed, tick };
}
