/**
 * The definition that an argument names: a flow file, or stdin.
 */
import { text } from "node:stream/consumers";
import type { FlowSpec } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { parseFlowFile } from "../client/flow-file/parse-flow-file.js";
import { readFlowText } from "../client/flow-file/read-flow-file.js";
import { ConfigError } from "../server/setting.js";

export interface DefinitionFile {
  /** As messages call it. */
  readonly name: string;
  readonly text: string;
  readonly spec: FlowSpec;
}

/** Throws FlowFileError with line and column, or ConfigError where the file cannot be read. */
export async function readDefinition(file: string): Promise<DefinitionFile> {
  const [name, content] = file === "-" ? ["stdin", await text(process.stdin)] : [file, await readText(file)];
  return { name, text: content, spec: parseFlowFile(content, name) };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFlowText(file);
  } catch (error) {
    // What the system says of the file itself: it does not exist, is a folder, may not be read.
    if (error instanceof Error && "syscall" in error) throw new ConfigError(`cannot read ${file}: ${error.message}`);
    throw error;
  }
}
