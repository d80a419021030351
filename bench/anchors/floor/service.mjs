/**
 * The floor's contract: the package's own messages on bare grpc-js, one unary call and one stream.
 */
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  TaskCompleteRequestSchema,
  TaskCompleteResponseSchema,
  WatchReadyTasksRequestSchema,
  WatchReadyTasksResponseSchema,
} from "#gen/lazyengine/v1/index.js";

const method = (path, stream, request, response) => ({
  path: `/bench.Floor/${path}`,
  requestStream: false,
  responseStream: stream,
  requestSerialize: (message) => Buffer.from(toBinary(request, create(request, message))),
  requestDeserialize: (bytes) => fromBinary(request, bytes),
  responseSerialize: (message) => Buffer.from(toBinary(response, create(response, message))),
  responseDeserialize: (bytes) => fromBinary(response, bytes),
});

export const floorService = {
  complete: method("Complete", false, TaskCompleteRequestSchema, TaskCompleteResponseSchema),
  watch: method("Watch", true, WatchReadyTasksRequestSchema, WatchReadyTasksResponseSchema),
};

/** A task as the floor sends it: as large as those of the chains. */
export function floorTask(number) {
  const data = Buffer.from(JSON.stringify("x".repeat(198)));
  const task = { flowId: "floor", taskId: `t${number}`, name: `t${number}`, type: "work", queue: "work", attempt: 1 };
  const input = { data, contentType: "application/json" };
  return { frame: { case: "readyTasks", value: { tasks: [{ ...task, input, claimToken: "1.abcdefghijkl" }] } } };
}
