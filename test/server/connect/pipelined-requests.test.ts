/**
 * Requests on a connection before those before them are answered: no client of today sends so, and Node.js tells such an
 * answer nothing of the end of its connection.
 */
import { once } from "node:events";
import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { fakeEngine } from "../fake-engine.js";
import { startServer } from "../running-server.js";

const BODY = Buffer.from('\0\0\0\0\u000f{"flowId": "f"}', "latin1");
const WATCH = Buffer.concat([
  Buffer.from(
    "POST /lazyengine.v1.LazyEngine/WatchFlow HTTP/1.1\r\nhost: localhost\r\n" +
      `content-type: application/connect+json\r\ncontent-length: ${BODY.length}\r\n\r\n`,
  ),
  BODY,
]);

it("cut their connection, and no call of it stays open", async () => {
  const open = new Set<object>();
  const server = await startServer(
    fakeEngine({
      watchFlow: async function* (request, call) {
        open.add(request);
        try {
          yield { kind: "current", revision: "1" };
          await new Promise<void>((resolve) => call?.signal?.addEventListener("abort", () => resolve()));
        } finally {
          open.delete(request);
        }
      },
    }),
  );
  const metrics = async () => (await fetch(`http://127.0.0.1:${server.httpPort}/metrics`)).text();
  const socket = connect(server.httpPort, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.write(WATCH);
  await once(socket, "data");
  expect(await metrics()).toContain("lazyengine_open_calls 1");
  const closed = once(socket, "close");
  socket.write(WATCH);
  await closed;
  await expect.poll(metrics).toContain("lazyengine_open_calls 0");
  expect(open.size).toBe(0);
});
