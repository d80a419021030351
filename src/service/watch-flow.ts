/**
 * WatchFlow: follows a flow, or all flows of a namespace.
 */
import { create } from "@bufbuild/protobuf";
import { type LazyEngine, type WatchFlowResponse, WatchFlowResponseSchema } from "#gen/lazyengine/v1/index.js";
import type { WatchFlowFrame } from "../engine/requests.js";
import type { ServerStreamHandler } from "./call.js";
import { readFlowView } from "./messages/enum-names.js";
import { flowMessage } from "./messages/flow.js";
import { taskDetailsMessage } from "./messages/task.js";
import type { Service } from "./service.js";

export function watchFlow({ engine }: Service): ServerStreamHandler<typeof LazyEngine.method.watchFlow> {
  return async function* ({ namespace, flowId, sinceRevision, view }, call) {
    const frames = engine.watchFlow(
      {
        namespace,
        ...(flowId === "" ? undefined : { flowId }),
        ...(sinceRevision === "" ? undefined : { sinceRevision }),
        view: readFlowView(view, "view") ?? "SUMMARY",
      },
      call,
    );
    for await (const frame of frames) yield frameMessage(frame);
  };
}

/** Frames that many watches tell are one: so is the message, and so are its bytes. */
const messages = new WeakMap<WatchFlowFrame, WatchFlowResponse>();

function frameMessage(frame: WatchFlowFrame): WatchFlowResponse {
  const message = messages.get(frame) ?? messageOf(frame);
  messages.set(frame, message);
  return message;
}

function messageOf(frame: WatchFlowFrame): WatchFlowResponse {
  const { revision } = frame;
  switch (frame.kind) {
    case "update": {
      const value = {
        revision,
        flow: flowMessage(frame.flow),
        tasks: frame.tasks.map(taskDetailsMessage),
      };
      return create(WatchFlowResponseSchema, { frame: { case: "update", value } });
    }
    case "current":
      return create(WatchFlowResponseSchema, { frame: { case: "current", value: { revision } } });
    case "deleted":
      return create(WatchFlowResponseSchema, {
        frame: { case: "deleted", value: { revision, flowId: frame.flowId } },
      });
  }
}
