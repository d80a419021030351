/**
 * Load: web pages that are open, as the server sees them: a stream of WatchFlow over HTTP for each, read as fast as it comes
 * and not looked at, since what a browser does with it is no cost of the server.
 */
import { once } from "node:events";
import { request } from "node:http";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import { FlowView, LazyEngine } from "#gen/lazyengine/v1/index.js";
import { loadProcess } from "./load-process.mjs";

const { input, output, name, parent } = LazyEngine.method.watchFlow;
/** A byte of flags, and the length of what follows. */
const ENVELOPE_BYTES = 5;
const HEADERS = { "content-type": "application/connect+proto" };

/** Until all that there was when the page was opened has been told; counts what comes from then on. */
async function isOpen(sent, count) {
  const [answer] = await once(sent, "response");
  answer.on("error", () => undefined);
  let before = Buffer.alloc(0);
  await new Promise((resolve) => {
    answer.on("data", (chunk) => {
      if (before === undefined) return count(chunk.length);
      before = Buffer.concat([before, chunk]);
      if (!tellsCurrent(before)) return undefined;
      before = undefined;
      return resolve();
    });
  });
}

function tellsCurrent(bytes) {
  for (let from = 0; from + ENVELOPE_BYTES <= bytes.length; ) {
    const to = from + ENVELOPE_BYTES + bytes.readUInt32BE(from + 1);
    if (to > bytes.length) return false;
    if (fromBinary(output, bytes.subarray(from + ENVELOPE_BYTES, to)).frame.case === "current") return true;
    from = to;
  }
  return false;
}

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
      await Promise.all(
        streams.map((sent) =>
          isOpen(sent, (length) => {
            bytes += length;
          }),
        ),
      );
    },
    async close() {
      for (const sent of streams) sent.destroy();
      streams = [];
      return { bytes };
    },
  };
  return { run: ({ step, ...options }) => steps[step](options), close: () => steps.close() };
});
