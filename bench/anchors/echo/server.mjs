/**
 * The echo: TaskComplete on bare grpc-js and protobuf-es. The handler decides nothing and stores nothing; it sends the
 * result back.
 */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";

const { input, output, name, parent } = LazyEngine.method.taskComplete;
const service = {
  taskComplete: {
    path: `/${parent.typeName}/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (message) => Buffer.from(toBinary(input, message)),
    requestDeserialize: (bytes) => fromBinary(input, bytes),
    responseSerialize: (message) => Buffer.from(toBinary(output, create(output, message))),
    responseDeserialize: (bytes) => fromBinary(output, bytes),
  },
};

const server = new Server();
server.addService(service, {
  taskComplete: ({ request }, answer) =>
    answer(null, { task: { taskId: request.taskId, result: request.outcome.value } }),
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(`echo ready 127.0.0.1:${port}`);
});
process.once("SIGTERM", () => server.forceShutdown());
