/**
 * What a run knows of the runs whose place it has taken (Run with REPLACE): the requests that were theirs. A repeat of
 * one must never act on this run. Kept as it is for as long as the run is there.
 */
import { LIMITS } from "../limits.js";
import type { FlowHeader } from "./flow-header.js";
import type { NodeEntry } from "./node-entry.js";
import type { SegmentState } from "./segment-state.js";

export interface EarlierRun {
  readonly incarnation: string;
  /** Of the request that ran it; absent = it had none. */
  readonly requestId?: string;
  /** Of what that asked for. */
  readonly digest: string;
}

export interface EarlierRuns {
  /** The newest 64, oldest first. */
  readonly runs: readonly EarlierRun[];
  /** The request ids of their newest 1,024 completions, oldest first. */
  readonly completions: readonly string[];
}

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
