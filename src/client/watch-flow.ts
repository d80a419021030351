/**
 * A watch that outlives connections and servers: it goes on from the last revision it was told, as often as need be.
 */

import { WatchFlowRequestSchema } from "#gen/lazyengine/v1/service_pb.js";
import { fullJitterMs, wait } from "./backoff.js";
import { type CallOptions, checkOptions } from "./call-options.js";
import { LazyEngineError } from "./lazy-engine-error.js";
import type { MessageCalls } from "./message-calls.js";
import { viewNumber } from "./request-messages.js";
import type { FlowEvent, WatchFlowOptions } from "./requests.js";
import { flowEvent } from "./response-values.js";
import { isRepeatable } from "./retrying-call.js";
import { isEnded } from "./states.js";

const RECONNECT_INITIAL_MS = 100;
const RECONNECT_MAX_MS = 5_000;

/**
 * The frames of a watch. A watch of one flow ends when the flow has ended and all was told, or after `deleted`; one of a
 * namespace never ends by itself. Throws LazyEngineError where the server refuses (FLOW_NOT_FOUND,
 * REVISION_MISMATCH, for a namespace REVISION_COMPACTED), or the signal's reason. Only a refusal ends it: while no server
 * can be reached it keeps trying, until the signal is aborted.
 */
export async function* watchFlow(
  calls: Pick<MessageCalls, "watchFlow">,
  options: WatchFlowOptions & Pick<CallOptions, "signal">,
): AsyncGenerator<FlowEvent, void, undefined> {
  checkOptions(options, WatchFlowRequestSchema);
  const { signal } = options;
  const flowId = options.flowId ?? "";
  let sinceRevision = options.sinceRevision ?? "";
  let failures = 0;
  let ended = false;
  for (;;) {
    // A token that expired while the watch was open may be a new one the next time.
    let told = false;
    try {
      const request = { flowId, sinceRevision, view: viewNumber(options.view) };
      for await (const frame of calls.watchFlow(request, { signal })) {
        failures = 0;
        told = true;
        const event = flowEvent(frame);
        if (event === undefined) {
          continue;
        }
        if (event.revision !== "") {
          sinceRevision = event.revision;
        }
        yield event;
        if (flowId !== "" && event.kind === "deleted") {
          return;
        }
        ended = event.kind === "update" ? isEnded(event.flow.state) : ended;
      }
      if (flowId !== "" && ended) {
        return;
      }
      // Ended normally, but not told that the flow has: a server that stops, or nothing new since the revision. The
      // latest state tells.
      sinceRevision = flowId === "" ? sinceRevision : "";
    } catch (error) {
      if (isCompacted(error) && flowId !== "") {
        // The latest state says it all: what can no longer be told in steps is told as a whole.
        sinceRevision = "";
      } else if (!isRepeatable(error) && !(isExpired(error) && told)) {
        throw error;
      }
    }
    await wait(fullJitterMs(failures, RECONNECT_INITIAL_MS, RECONNECT_MAX_MS), signal);
    failures += 1;
  }
}

function isExpired(error: unknown): boolean {
  return error instanceof LazyEngineError && error.reason === "TOKEN_EXPIRED";
}

function isCompacted(error: unknown): boolean {
  return error instanceof LazyEngineError && error.reason === "REVISION_COMPACTED";
}
