// The list of flows: filters, one page of rows, live.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { formatPlural } from "../format/numbers.js";
import { ErrorNote } from "../shell/error-note.js";
import type { Route } from "../shell/route.js";
import { useNow } from "../shell/use-now.js";
import { goTo } from "../shell/use-route.js";
import { WatchSign } from "../shell/watch-sign.js";
import { FilterForm } from "./filter-form.js";
import { parseFilters } from "./filters.js";
import { PAGE_SIZE } from "./flow-list-feed.js";
import { FlowTable } from "./flow-table.js";
import { useFlowList } from "./use-flow-list.js";

export function FlowsPage({ route }: { readonly route: Route }): JSX.Element {
  const filters = parseFilters(route.query);
  const query = JSON.stringify([route.query, route.namespace]);
  // The tokens of the pages before this one and its own: the contract only leads forward.
  const [tokens, setTokens] = useState<readonly string[]>([""]);
  const [reading, setReading] = useState(0);
  useEffect(() => setTokens([""]), [query]);
  const { list, nextPageToken, watch, error } = useFlowList(filters, tokens.at(-1) ?? "", reading);
  const now = useNow();
  const first = (tokens.length - 1) * PAGE_SIZE;
  const newest = (): void => {
    setTokens([""]);
    setReading(reading + 1);
  };
  return (
    <>
      <div class="page-head">
        <h1>Flows</h1>
        {/* Changes alone are no list: it is not live before it has been read. */}
        <WatchSign watch={watch === "live" && list === undefined ? "connecting" : watch} />
        <OpenById namespace={route.namespace} />
      </div>
      <FilterForm route={route} filters={filters} />
      {filters.problem === "" ? null : <p class="note note-bad">{filters.problem}</p>}
      {error === undefined ? null : <ErrorNote error={error} />}
      <div class="pager">
        <button type="button" disabled={tokens.length < 2} onClick={() => setTokens(tokens.slice(0, -1))}>
          Newer
        </button>
        <button type="button" disabled={nextPageToken === ""} onClick={() => setTokens([...tokens, nextPageToken])}>
          Older
        </button>
        <span class="pager-place">
          {list === undefined || list.flows.length === 0 ? "" : `${first + 1}–${first + list.flows.length}`}
        </span>
        <span class="pager-news" role="status">
          {list === undefined || list.newer.size === 0 ? null : (
            <button type="button" onClick={newest}>
              Show {formatPlural(list.newer.size, "newer flow")}
            </button>
          )}
        </span>
      </div>
      {list === undefined ? (
        <p class="quiet">{error === undefined ? "Reading…" : ""}</p>
      ) : list.flows.length === 0 ? (
        <p class="quiet">{nextPageToken === "" ? "No flows match." : "None on this page; older ones may match."}</p>
      ) : (
        <FlowTable list={list} namespace={route.namespace} now={now} />
      )}
    </>
  );
}

/** ListFlows knows no search by id: an id is a place to go to. */
function OpenById({ namespace }: { readonly namespace: string }): JSX.Element {
  const [flowId, setFlowId] = useState("");
  return (
    <form
      class="open-by-id"
      onSubmit={(event) => {
        event.preventDefault();
        if (flowId.trim() !== "") goTo({ page: "flow", namespace, flowId: flowId.trim() });
      }}
    >
      <input
        type="text"
        aria-label="Open a flow by its id"
        placeholder="Open a flow by its id"
        data-shortcut="/"
        value={flowId}
        spellcheck={false}
        onInput={(event) => setFlowId(event.currentTarget.value)}
      />
    </form>
  );
}
