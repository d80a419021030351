/**
 * Load: streams of WatchReadyTasks on queues where nothing is ever ready, over so many connections. On bare grpc-js, since
 * the clients of one process share a connection; to the server a stream is a stream.
 */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Client, credentials } from "@grpc/grpc-js";
import { LazyEngine, WatchMode } from "#gen/lazyengine/v1/index.js";
import { loadProcess } from "./load-process.mjs";

const { input, output, name, parent } = LazyEngine.method.watchReadyTasks;
const path = `/${parent.typeName}/${name}`;

await loadProcess(async ({ address }) => {
  let clients = [];
  const steps = {
    async open({ watchers, connections }) {
      const options = { "grpc.use_local_subchannel_pool": 1 };
      clients = Array.from({ length: connections }, () => new Client(address, credentials.createInsecure(), options));
      // So many at once: more would only wait for each other's handshakes.
      for (let from = 0; from < watchers; from += 50) {
        const some = Array.from({ length: Math.min(50, watchers - from) }, (_, index) => from + index);
        await Promise.all(some.map((number) => opened(clients[number % connections], number)));
      }
    },
    async close() {
      for (const client of clients) client.close();
      clients = [];
    },
  };
  return { run: ({ step, ...options }) => steps[step](options), close: () => steps.close() };
});

/** A stream; resolves when the session is granted. */
function opened(client, number) {
  const fields = { queues: [`idle-${number}`], mode: WatchMode.CLAIM, maxInFlight: 10, workerId: `watcher-${number}` };
  return new Promise((resolve, reject) => {
    const stream = client.makeServerStreamRequest(
      path,
      (request) => Buffer.from(toBinary(input, request)),
      (bytes) => fromBinary(output, bytes),
      create(input, fields),
    );
    stream.on("error", reject);
    stream.on("data", ({ frame }) => {
      if (frame.case === "opened") resolve();
    });
  });
}
