/**
 * Frames of ExecuteTasks as an executor needs them: of verdicts only the statuses are read, not the answers, which would
 * cost more to decode than all else that happens to a task.
 */
import { create, fromBinary } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { StatusSchema } from "#gen/google/rpc/status_pb.js";
import {
  type CompletionVerdict,
  CompletionVerdictSchema,
  type ExecuteTasksResponse,
  ExecuteTasksResponseSchema,
  type Verdicts,
  VerdictsSchema,
} from "#gen/lazyengine/v1/service_pb.js";

const VERDICTS_FIELD = ExecuteTasksResponseSchema.field.verdicts.number;
const SEQ_FIELD = VerdictsSchema.field.seq.number;
const VERDICT_FIELD = VerdictsSchema.field.verdicts.number;
const STATUS_FIELD = CompletionVerdictSchema.field.status.number;

export function readExecutorFrame(bytes: Uint8Array): ExecuteTasksResponse {
  const reader = new BinaryReader(bytes);
  if (reader.len > 0) {
    const [field, wireType] = reader.tag();
    if (field === VERDICTS_FIELD && wireType === WireType.LengthDelimited) {
      const frame = create(ExecuteTasksResponseSchema);
      frame.frame = { case: "verdicts", value: readVerdicts(reader.bytes()) };
      return frame;
    }
  }
  return fromBinary(ExecuteTasksResponseSchema, bytes);
}

function readVerdicts(bytes: Uint8Array): Verdicts {
  const verdicts = create(VerdictsSchema);
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === SEQ_FIELD) {
      verdicts.seq = BigInt(reader.uint64());
    } else if (field === VERDICT_FIELD) {
      verdicts.verdicts.push(readVerdict(reader.bytes()));
    } else {
      reader.skip(wireType, field);
    }
  }
  return verdicts;
}

function readVerdict(bytes: Uint8Array): CompletionVerdict {
  const verdict = create(CompletionVerdictSchema);
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === STATUS_FIELD) {
      const status = reader.bytes();
      if (status.length > 0) {
        verdict.status = fromBinary(StatusSchema, status);
      }
    } else {
      reader.skip(wireType, field);
    }
  }
  return verdict;
}
