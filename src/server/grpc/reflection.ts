/**
 * Reflection of the contract, for tools that know nothing of it.
 */
import type { DescFile, DescService } from "@bufbuild/protobuf";
import { toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type { handleBidiStreamingCall, Server } from "@grpc/grpc-js";
import { ReflectionService } from "@grpc/reflection";
import { service as healthService } from "grpc-health-check";
import { leftUnread } from "./unread.js";

type Implementation = Parameters<Server["addService"]>[1];

/** Serves the file of the service and all that it imports, and that of the health service. */
export function addReflection(server: Server, service: DescService): void {
  const files = new Map<string, DescFile>();
  collect(service.file, files);
  const fileDescriptorProtos = [...files.values()].map((file) =>
    Buffer.from(toBinary(FileDescriptorProtoSchema, file.proto)),
  );
  const definition = { format: "Protocol Buffer 3 DescriptorProto" as const, type: {}, fileDescriptorProtos };
  const health = healthService["Check"]?.requestType;
  if (health === undefined) throw new Error("the health service has no method Check");
  new ReflectionService({ [service.typeName]: definition, health }).addToServer({
    addService: (served, implementation) => server.addService(leftUnread(served), unhurried(implementation)),
  });
}

function collect(file: DescFile, files: Map<string, DescFile>): void {
  if (files.has(file.name)) return;
  files.set(file.name, file);
  for (const dependency of file.dependencies) collect(dependency, files);
}

/** The library answers each request as it comes: it is to come once there is room for its answer. */
function unhurried({ ServerReflectionInfo: answer }: Implementation): Implementation {
  if (answer === undefined) throw new Error("reflection has no method ServerReflectionInfo");
  const serve: handleBidiStreamingCall<unknown, unknown> = (call) => {
    (answer as handleBidiStreamingCall<unknown, unknown>)(call);
    call.on("data", () => {
      if (call.writableNeedDrain) call.pause();
    });
    call.on("drain", () => call.resume());
  };
  return { ServerReflectionInfo: serve };
}
