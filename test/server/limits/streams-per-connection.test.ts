/**
 * A connection has so many calls and streams at once: further ones wait in its caller's transport until one has ended.
 */
import { constants } from "node:http2";
import { expect, it } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { fakeEngine } from "../fake-engine.js";
import { startServer } from "../running-server.js";
import { closed, connection, framed, open, pathOf } from "./raw-stream.js";

const { getServerInfo, watchFlow } = LazyEngine.method;

it("has no more streams than may be, as it is told, and the next one once one has ended", async () => {
  const begun: string[] = [];
  const engine = fakeEngine({
    watchFlow: async function* ({ flowId }, call) {
      begun.push(String(flowId));
      yield { kind: "current", revision: "r" };
      await new Promise((resolve) => call?.signal?.addEventListener("abort", resolve));
    },
  });
  const server = await startServer(engine, { maxStreamsPerConnection: 2 });
  const session = connection(server.grpcPort);
  const settings = await new Promise<{ maxConcurrentStreams?: number }>((resolve) =>
    session.once("remoteSettings", resolve),
  );
  expect(settings.maxConcurrentStreams).toBe(2);
  const [first] = ["a", "b", "c"].map((flowId) => {
    const stream = open(session, pathOf(watchFlow));
    stream.resume();
    stream.end(framed(watchFlow, { flowId }));
    return stream;
  });
  await expect.poll(() => begun).toEqual(["a", "b"]);
  // Others have connections of their own; and what the first would send has had its time to come.
  const { limits } = await server.client.unary(getServerInfo, {});
  expect(limits?.streamsPerConnection).toBe(2);
  await new Promise((resolve) => session.ping(resolve));
  expect(begun).toEqual(["a", "b"]);
  const left = first && closed(first);
  first?.close(constants.NGHTTP2_CANCEL);
  await left;
  await expect.poll(() => begun).toEqual(["a", "b", "c"]);
});
