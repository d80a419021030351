/**
 * Load: web pages that are open, as the server sees them: a stream of WatchFlow over HTTP for each, read as fast as it comes
 * and not looked at, since what a browser does with it is no cost of the server.
 */
import { once } from "node:events";
import { request } from "node:http";
import { create, toBinary } from "@bufbuild/protobuf";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import { FlowView, LazyEngine } from "#gen/lazyengine/v1/index.js";
import { loadProcess } from "./load-process.mjs";

const { input, name, parent } = LazyEngine.method.watchFlow;
const HEADERS = { "content-type": "application/connect+proto" };

await loadProcess(async ({ http }) => {
  let streams = [];
  let bytes = 0;
  const steps = {
    /** Of one flow with its tasks, as its page; of all flows of the namespace, as the list. */
    async open({ pages, flowId }) {
      bytes = 0;
      const fields = { flowId: flowId ?? "", view: flowId === undefined ? FlowView.SUMMARY : FlowView.TASKS };
      const body = encodeEnvelope(0, toBinary(input, create(input, fields)));
      streams = Array.from({ length: pages }, () => {
        const sent = request(`http://${http}/${parent.typeName}/${name}`, { method: "POST", headers: HEADERS });
        sent.on("error", () => undefined);
        sent.end(body);
        return sent;
      });
      for (const [answer] of await Promise.all(streams.map((sent) => once(sent, "response")))) {
        answer.on("error", () => undefined);
        answer.on("data", (chunk) => {
          bytes += chunk.length;
        });
      }
    },
    async close() {
      for (const sent of streams) sent.destroy();
      streams = [];
      return { bytes };
    },
  };
  return { run: ({ step, ...options }) => steps[step](options), close: () => steps.close() };
});
