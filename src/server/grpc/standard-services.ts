/**
 * The services that every gRPC server is expected to have: health, and reflection of the contract.
 */
import type { DescFile, DescService } from "@bufbuild/protobuf";
import { toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type { Server } from "@grpc/grpc-js";
import { ReflectionService } from "@grpc/reflection";
import { HealthImplementation, service as healthService } from "grpc-health-check";

export interface Health {
  /** What Check, Watch and List say of the server and of its service. */
  setServing(serving: boolean): void;
}

export function addHealth(server: Server, service: DescService): Health {
  const health = new HealthImplementation({ "": "NOT_SERVING", [service.typeName]: "NOT_SERVING" });
  health.addToServer(server);
  return {
    setServing: (serving) => {
      for (const name of ["", service.typeName]) health.setStatus(name, serving ? "SERVING" : "NOT_SERVING");
    },
  };
}

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
  new ReflectionService({ [service.typeName]: definition, health }).addToServer(server);
}

function collect(file: DescFile, files: Map<string, DescFile>): void {
  if (files.has(file.name)) return;
  files.set(file.name, file);
  for (const dependency of file.dependencies) collect(dependency, files);
}
