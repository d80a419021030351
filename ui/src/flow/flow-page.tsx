// The page of one flow: its head, its tasks as a graph, a timeline or a table, and one task beside them. Another run of
// the id is shown anew: no choice that was made for the one before, and no question that still stands, holds for it.
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";
import { ErrorNote } from "../shell/error-note.js";
import type { Route } from "../shell/route.js";
import { goTo, replaceQuery } from "../shell/use-route.js";
import { TaskPanel } from "../task/task-panel.js";
import { FlowHead } from "./flow-head.js";
import { FlowTab } from "./flow-tab.js";
import { LargeFlowPager } from "./large-flow-pager.js";
import { Tabs, tabOf } from "./tabs.js";
import { parseTaskFilter } from "./task-filter.js";
import { useFlowFeed } from "./use-flow-feed.js";
import { useTaskPage } from "./use-task-page.js";

const FIRST_PAGE: readonly string[] = [""];

export function FlowPage({ route }: { readonly route: Route }): JSX.Element {
  const { feed, tick } = useFlowFeed(route.flowId);
  const { flow } = feed.model;
  const { namespace } = route;
  const filter = parseTaskFilter(route.query);
  // The tokens of the pages so far lead on in this run under these filters alone.
  const of = JSON.stringify([feed.run, filter]);
  const [turned, setTurned] = useState({ of, tokens: FIRST_PAGE });
  const tokens = turned.of === of ? turned.tokens : FIRST_PAGE;
  const paged = feed.extent === "pages";
  const page = useTaskPage({
    ...{ flowId: route.flowId, run: feed.run, filter, pageToken: tokens.at(-1) ?? "" },
    ...{ wanted: paged, version: flow?.version ?? 0n },
  });
  const onTask = useCallback((task: string) => replaceQuery(route, { task }), [route]);
  if (flow === undefined) {
    return feed.error === undefined ? <p class="quiet">Reading…</p> : <ErrorNote error={feed.error} />;
  }
  const tab = tabOf(route.query);
  const selected = route.query["task"] ?? "";
  const model = paged ? page.model : feed.model;
  const onDone = (after: Flow | undefined): void => {
    if (after === undefined) goTo({ page: "flows", namespace });
    else feed.takeFlow(after);
  };
  const turnTo = (tokens: readonly string[]): void => setTurned({ of, tokens });
  // That a page of a flow that is gone could not be read is no news.
  const error = feed.error ?? (feed.deleted ? undefined : page.error);
  const total = flow.counts.reduce((sum, { count }) => sum + count, 0);
  return (
    <>
      <FlowHead key={feed.run} {...{ flow, namespace, watch: feed.watch, deleted: feed.deleted, onDone }} />
      {error === undefined ? null : <ErrorNote error={error} />}
      <Tabs route={route} tab={tab} />
      {paged && tab !== "simulate" ? (
        <LargeFlowPager {...{ feed, total, tokens }} nextPageToken={page.nextPageToken} onTokens={turnTo} />
      ) : null}
      <div class={selected === "" ? "flow-body" : "flow-body with-panel"}>
        <div class="flow-view" id="view" role="tabpanel" aria-labelledby={`tab-${tab}`}>
          <FlowTab
            key={feed.run}
            {...{ tab, route, flow, model, filter, paged, selected, onTask }}
            tick={tick + page.tick}
            part={paged ? tokens.length : 0}
            ready={paged ? page.tick > 0 : feed.settled}
          />
        </div>
        {selected === "" ? null : (
          <TaskPanel
            key={feed.run}
            {...{ flow, deleted: feed.deleted, onTask, onDone }}
            taskId={selected}
            live={model.task(selected)}
          />
        )}
      </div>
    </>
  );
}
