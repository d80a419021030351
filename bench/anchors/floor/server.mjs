/**
 * The floor: what a hand-over costs at the least. Each unary call does one bare `updateOne`, acknowledged by a majority's
 * journal, pushes one message down the stream, and answers. It decides nothing and checks nothing.
 */
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { MongoClient } from "mongodb";
import { floorService, floorTask } from "./service.mjs";

const [uri, database] = process.argv.slice(2);
const client = new MongoClient(uri, { retryWrites: false });
const flows = client.db(database).collection("floor", { writeConcern: { w: "majority", j: true } });
await flows.insertOne({ _id: "floor", version: 0 });
let watcher;
let version = 0;

const server = new Server();
server.addService(floorService, {
  watch: (call) => {
    watcher = call;
    call.write(floorTask(0));
  },
  complete: (call, answer) => {
    version += 1;
    const number = version;
    flows.updateOne({ _id: "floor" }, { $set: { version, [`done.${number % 100}`]: number } }).then(() => {
      watcher.write(floorTask(number));
      answer(null, { task: { taskId: call.request.taskId } });
    }, answer);
  },
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(`floor ready 127.0.0.1:${port}`);
});
process.once("SIGTERM", async () => {
  server.forceShutdown();
  await client.close();
});
