/**
 * The definition that an argument names: a flow file, or stdin.
 */
import { text } from "node:stream/consumers";
import type { FlowSpec } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { parseFlowFile, readFlowFile } from "../client/flow-file/parse-flow-file.js";
import { ConfigError } from "../server/setting.js";

/** Throws FlowFileError with line and column, or ConfigError where the file cannot be read. */
export async function readDefinition(file: string): Promise<FlowSpec> {
  if (file === "-") return parseFlowFile(await text(process.stdin), "stdin");
  try {
    return await readFlowFile(file);
  } catch (error) {
    // What the system says of the file itself: it does not exist, is a folder, may not be read.
    if (error instanceof Error && "syscall" in error) throw new ConfigError(`cannot read ${file}: ${error.message}`);
    throw error;
  }
}
