/**
 * What the pages ask beside the contract.
 */
import type { Engine } from "../../engine/engine.js";
import type { Verb } from "../../service/verbs.js";
import type { ServerConfig } from "../config.js";
import { type JsonHandler, jsonCall } from "../connect/json-call.js";
import type { Routes } from "../http-side.js";
import type { Seam } from "../seam.js";
import { callerSession } from "./caller-session.js";
import { UI_PATH } from "./ui-files.js";
import { workView } from "./work-view.js";

export function uiCalls(engine: Engine, seam: Seam, config: ServerConfig): Routes {
  const call = (name: string, verbs: readonly Verb[], handle: JsonHandler) =>
    jsonCall(
      seam,
      { name, verbs, session: false, newWork: verbs.length > 0, waiting: false, broadcast: false, lasting: false },
      handle,
    );
  const calls = new Map([
    // Tells nothing of any namespace: whoever is let in may ask.
    [`${UI_PATH}api/session`, call("GetCallerSession", [], callerSession(config))],
    [`${UI_PATH}api/work`, call("GetWorkUnderWay", ["read"], workView(engine))],
  ]);
  return (path) => calls.get(path);
}
