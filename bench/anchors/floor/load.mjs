/**
 * Load: as many hand-overs of the floor as a chain has.
 */
import { credentials, makeClientConstructor } from "@grpc/grpc-js";
import { HandOvers, loadProcess } from "../../load/load-process.mjs";
import { floorService } from "./service.mjs";

await loadProcess(async ({ address }) => {
  const Floor = makeClientConstructor(floorService, "bench.Floor");
  const client = new Floor(address, credentials.createInsecure());
  return {
    run: ({ length }) => handOverChain(client, length),
    close: async () => client.close(),
  };
});

/** The stream's first message is the first task; each completion is answered by the next one. */
function handOverChain(client, length) {
  return new Promise((resolve, reject) => {
    const handOvers = new HandOvers();
    const stream = client.watch({ queues: ["work"] });
    let begun = 0;
    let answered = 0;
    stream.on("error", (error) => {
      if (answered < length) reject(error);
    });
    stream.on("data", ({ frame }) => {
      // The last completion is answered by a task, too, which nobody does.
      if (begun === length) return;
      begun += 1;
      const [{ flowId, taskId, claimToken }] = frame.value.tasks;
      handOvers.received();
      handOvers.completes();
      const outcome = { case: "result", value: { data: Buffer.from("1"), contentType: "application/json" } };
      client.complete({ flowId, taskId, claimToken, outcome }, (error) => {
        if (error !== null) reject(error);
        answered += 1;
        if (answered < length) return;
        stream.cancel();
        resolve(handOvers.latencies);
      });
    });
  });
}
