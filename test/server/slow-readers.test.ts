/**
 * Readers that take nothing: their streams end, and what does not get through is cut.
 */
import { type ClientHttp2Session, connect, constants } from "node:http2";
import { toBinary } from "@bufbuild/protobuf";
import { expect, it, onTestFinished } from "vitest";
import { LazyEngine, WatchFlowRequestSchema } from "#gen/lazyengine/v1/index.js";
import { fakeEngine, someFlow } from "./fake-engine.js";
import { startServer } from "./running-server.js";

const { getServerInfo } = LazyEngine.method;

/** More than the windows of HTTP/2 take for a reader that does not read. */
const BIG = "x".repeat(200_000);

/** A watch that never reads its stream, on a connection of its own. */
function deafWatch(port: number): ClientHttp2Session {
  const session = connect(`http://127.0.0.1:${port}`);
  onTestFinished(() => session.destroy());
  // That it is cut is what is waited for.
  session.on("error", () => undefined);
  const stream = session.request({
    [constants.HTTP2_HEADER_METHOD]: "POST",
    [constants.HTTP2_HEADER_PATH]: "/lazyengine.v1.LazyEngine/WatchFlow",
    [constants.HTTP2_HEADER_CONTENT_TYPE]: "application/grpc",
    te: "trailers",
  });
  stream.on("error", () => undefined);
  stream.pause();
  const message = toBinary(WatchFlowRequestSchema, { $typeName: "lazyengine.v1.WatchFlowRequest" } as never);
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  stream.end(frame);
  return session;
}

it("are cut off with all their connection holds, and others are not", async () => {
  let ended = 0;
  let sent = 0;
  const engine = fakeEngine({
    watchFlow: async function* () {
      try {
        for (;;) {
          sent += 1;
          yield { kind: "update", revision: "1", flow: someFlow({ labels: { big: BIG } }), tasks: [] };
        }
      } finally {
        ended += 1;
      }
    },
  });
  const server = await startServer(engine, { slowReaderTimeout: 300 });
  const session = deafWatch(server.grpcPort);
  const closed = new Promise((resolve) => session.on("close", resolve));
  const refused = await server.logged(({ msg, method }) => msg === "call refused" && method === "WatchFlow");
  expect(JSON.stringify(refused)).toContain("nothing of the stream was read for 300 ms");
  await closed;
  expect(ended).toBe(1);
  // It was held back long before it was cut.
  expect(sent).toBeLessThan(100);
  await server.client.unary(getServerInfo, {});
});
