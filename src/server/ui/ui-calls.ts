/**
 * What the pages ask beside the contract.
 */
import type { Verb } from "../../service/verbs.js";
import type { ServerConfig } from "../config.js";
import { type JsonHandler, jsonCall } from "../connect/json-call.js";
import type { Routes } from "../http-side.js";
import type { Seam } from "../seam.js";
import { callerSession } from "./caller-session.js";
import { UI_PATH } from "./ui-files.js";

export function uiCalls(seam: Seam, config: ServerConfig): Routes {
  const call = (name: string, verbs: readonly Verb[], handle: JsonHandler) =>
    jsonCall(seam, { name, verbs, session: false, newWork: verbs.length > 0, waiting: false, lasting: false }, handle);
  // Tells nothing of any namespace: whoever is let in may ask.
  const calls = new Map([[`${UI_PATH}api/session`, call("GetCallerSession", [], callerSession(config))]]);
  return (path) => calls.get(path);
}
