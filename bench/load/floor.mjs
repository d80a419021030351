/**
 * Load: as many hand-overs of the floor as a chain has. Sends the latencies from each call sent to the next message of the
 * stream, in milliseconds, and the time of all.
 */
import { credentials, makeClientConstructor } from "@grpc/grpc-js";
import { floorService } from "../anchors/floor-service.mjs";

const { address, length } = JSON.parse(process.argv[2]);
const Floor = makeClientConstructor(floorService, "bench.Floor");
const client = new Floor(address, credentials.createInsecure());
const latencies = [];
let completed;
let done = 0;
const began = performance.now();
const stream = client.watch({ queues: ["work"] });
stream.on("error", (error) => {
  if (done < length) throw error;
});
stream.on("data", ({ frame }) => {
  for (const { flowId, taskId, claimToken } of frame.value.tasks) {
    if (completed !== undefined) latencies.push(performance.now() - completed);
    completed = performance.now();
    done += 1;
    const last = done === length;
    const outcome = { case: "result", value: { data: Buffer.from("1"), contentType: "application/json" } };
    client.complete({ flowId, taskId, claimToken, outcome }, (error) => {
      if (error !== null) throw error;
      if (last) finish();
    });
  }
});

function finish() {
  process.send({ latencies, elapsedMs: performance.now() - began });
  stream.cancel();
  client.close();
  process.disconnect();
}
