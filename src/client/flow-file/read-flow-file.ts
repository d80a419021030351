/**
 * Flow files on disk.
 */
import { readFile } from "node:fs/promises";
import type { FlowSpec } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { FlowFileError } from "./flow-file-error.js";
import { parseFlowFile } from "./parse-flow-file.js";

/** Reads a flow file from disk: parseFlowFile, and FlowFileError too where the file is not UTF-8. */
export async function readFlowFile(fileName: string): Promise<FlowSpec> {
  return parseFlowFile(await readFlowText(fileName), fileName);
}

/** The text of a flow file on disk. Throws FlowFileError where it is not UTF-8. */
export async function readFlowText(fileName: string): Promise<string> {
  const bytes = await readFile(fileName);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new FlowFileError("the file is not UTF-8", { line: 1, column: 1 }, "", fileName);
  }
}
