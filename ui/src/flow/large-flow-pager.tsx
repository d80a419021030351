// Leads through the tasks of a large flow, page by page, or reads all of them.
import type { JSX } from "preact";
import { formatCount, formatPlural } from "../format/numbers.js";
import type { FlowFeed } from "./flow-feed.js";
import { TASKS_OF_A_LARGE_FLOW } from "./use-task-page.js";

interface LargeFlowPagerProps {
  readonly feed: FlowFeed;
  readonly total: number;
  /** The tokens of the pages so far, the shown one last. */
  readonly tokens: readonly string[];
  readonly nextPageToken: string;
  readonly onTokens: (tokens: readonly string[]) => void;
}

export function LargeFlowPager({ feed, total, tokens, nextPageToken, onTokens }: LargeFlowPagerProps): JSX.Element {
  return (
    <div class="pager">
      <button type="button" disabled={tokens.length < 2} onClick={() => onTokens(tokens.slice(0, -1))}>
        Previous
      </button>
      <button type="button" disabled={nextPageToken === ""} onClick={() => onTokens([...tokens, nextPageToken])}>
        Next
      </button>
      <span class="pager-place">
        page {formatCount(tokens.length)} of {formatCount(Math.ceil(total / TASKS_OF_A_LARGE_FLOW))}
      </span>
      <button type="button" disabled={feed.loaded !== undefined} onClick={() => feed.loadAll()}>
        {feed.loaded === undefined ? `Read all ${formatPlural(total, "task")}` : `${formatCount(feed.loaded)} read…`}
      </button>
    </div>
  );
}
