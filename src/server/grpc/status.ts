/**
 * The end of a call as grpc-js takes it.
 */
import { toBinary } from "@bufbuild/protobuf";
import { Metadata } from "@grpc/grpc-js";
import { type Status, StatusSchema } from "#gen/google/rpc/status_pb.js";

export interface GrpcStatus {
  readonly code: number;
  readonly details: string;
  readonly metadata: Metadata;
}

/** Of statuses that are told again and again: grpc-js sends copies. */
const KNOWN = new WeakMap<Status, GrpcStatus>();

export function grpcStatus(status: Status): GrpcStatus {
  const known = KNOWN.get(status) ?? encoded(status);
  KNOWN.set(status, known);
  return known;
}

function encoded(status: Status): GrpcStatus {
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(toBinary(StatusSchema, status)));
  return { code: status.code, details: status.message, metadata };
}
