/**
 * ExecuteTasks: offers, completions, releases and progress on one stream.
 */
import type { ExecuteTasksRequest, LazyEngine, WatchReadyTasksRequest } from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../engine/engine-error.js";
import type { SessionRequest } from "../engine/requests.js";
import type { BidiHandler } from "./call.js";
import { ExecutorStream } from "./executor-stream.js";
import { sessionRequestOf } from "./messages/session.js";
import { openSession } from "./open-session.js";
import type { Service } from "./service.js";

export function executeTasks(service: Service): BidiHandler<typeof LazyEngine.method.executeTasks> {
  return async (exchange, call) => {
    const frames = exchange.incoming[Symbol.asyncIterator]();
    const open = openFrame(await frames.next());
    if (open === undefined) return;
    call.permit(open.namespace);
    const session = await openSession(service.engine, executorRequestOf(open), call);
    const stream = new ExecutorStream(service, session, exchange, { namespace: open.namespace, call });
    try {
      // Either side may end first: the session by draining or by an error, the caller by its last frame or a wrong one.
      await Promise.race([stream.offer(), stream.listen(frames)]);
    } finally {
      await stream.answered();
      await session.close();
    }
  };
}

/** Undefined where the caller left without a frame. */
function openFrame(first: IteratorResult<ExecuteTasksRequest, unknown>): WatchReadyTasksRequest | undefined {
  if (first.done === true) return undefined;
  const { frame } = first.value;
  if (frame.case === "open") return frame.value;
  throw new EngineError("INVALID_FIELD", `frame: the first one must be open, got ${frame.case ?? "none"}`, {
    metadata: { field: "frame", value: frame.case ?? "" },
  });
}

function executorRequestOf(open: WatchReadyTasksRequest): SessionRequest {
  const request = sessionRequestOf(open);
  if (request.mode !== "OBSERVE") return request;
  throw new EngineError("INVALID_FIELD", "open.mode: must be CLAIM to execute tasks", {
    metadata: { field: "open.mode", value: "OBSERVE" },
  });
}
