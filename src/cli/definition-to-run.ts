/**
 * What `run` names to the server: the definition itself, or, where no message holds it, its digest once it was imported.
 */
import { toBinary } from "@bufbuild/protobuf";
import { type FlowSpec, FlowSpecSchema } from "#gen/lazyengine/v1/flow_spec_pb.js";
import type { CallOptions, Client, RunDefinition } from "../client/index.js";
import { say } from "./output.js";

/** Smaller ones fit whatever the server's limits are. */
const SMALL_BYTES = 1024 * 1024;
const SMALL_TASKS = 1_000;
/** What a Run holds beside the definition and its input, at most. */
const REST_BYTES = 64 * 1024;

/** `inputBytes`: of the flow's input, which comes in the same message. An import needs a name. */
export async function definitionToRun(
  client: Client,
  spec: FlowSpec,
  inputBytes: number,
  call: CallOptions,
): Promise<RunDefinition> {
  const bytes = toBinary(FlowSpecSchema, spec).length;
  if (bytes <= SMALL_BYTES && spec.tasks.length <= SMALL_TASKS) return spec;
  const { limits } = await client.getServerInfo(call);
  const room = Number(limits?.messageBytes ?? Number.POSITIVE_INFINITY) - REST_BYTES - inputBytes;
  if (bytes <= room && spec.tasks.length <= (limits?.tasksPerMessage ?? Number.POSITIVE_INFINITY)) return spec;
  const { digest, warnings } = await client.importDefinition(spec, call.signal && { signal: call.signal });
  for (const warning of warnings) say(`warning: ${warning}`);
  return { definitionDigest: digest };
}
