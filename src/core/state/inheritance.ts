/**
 * What a run that takes the place of another is handed of it.
 */
import { LIMITS } from "../limits.js";
import type { EarlierRun, EarlierRuns } from "./earlier-runs.js";
import type { FlowHeader } from "./flow-header.js";
import type { NodeEntry } from "./node-entry.js";
import type { SegmentState } from "./segment-state.js";

/** What a new run begins with of what the one before it knows: that one's first segment, as it is stored. */
export interface Inheritance {
  readonly earlier: EarlierRuns;
  readonly requests: FlowHeader["requests"];
}

/** O(entries, and their kept attempts) of that segment. */
export function inheritanceOf(incarnation: string, { flow, nodes, earlier }: SegmentState): Inheritance {
  const { runRequestId: requestId, runDigest: digest, requests } = flow;
  const run: EarlierRun = { incarnation, digest, ...(requestId !== undefined && { requestId }) };
  const completions = [...nodes.values()].flatMap(completionsOf).sort(([a], [b]) => a - b);
  return {
    earlier: {
      runs: [...(earlier?.runs ?? []), run].slice(-LIMITS.requestsKept),
      completions: [...(earlier?.completions ?? []), ...completions.map(([, id]) => id)].slice(
        -LIMITS.earlierCompletionsKept,
      ),
    },
    requests,
  };
}

/** Each with the time at which it came; what the task has not gone on from yet is the newest. */
function completionsOf({ requestId, endTime, deferred, child, history = [] }: NodeEntry): [number, string][] {
  const latest = [requestId, deferred?.requestId, child?.spawned?.requestId];
  return [
    ...history.map(({ endTime: time, requestId: id }) => [time, id] as const),
    ...latest.map((id) => [endTime ?? deferred?.time ?? Number.POSITIVE_INFINITY, id] as const),
  ].flatMap(([time, id]): [number, string][] => (id === undefined ? [] : [[time, id]]));
}
