// Proves the file form against every fixture in test/flow-files, which is where its specification stands.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { toJson } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { FlowSpecSchema } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { FlowFileError } from "../../../src/client/flow-file/flow-file-error.js";
import { parseFlowFile } from "../../../src/client/flow-file/parse-flow-file.js";
import { readFlowFile } from "../../../src/client/flow-file/read-flow-file.js";

const ROOM = join(import.meta.dirname, "..", "..", "flow-files");

function fixtures(folder: string, ending: string): readonly { file: string; text: string; expected: unknown }[] {
  const files = readdirSync(join(ROOM, folder)).filter((file) => !file.endsWith(ending));
  return files.map((file) => ({
    file,
    text: readFileSync(join(ROOM, folder, file), "utf8"),
    expected: JSON.parse(readFileSync(join(ROOM, folder, file.replace(/\.(?:yaml|json)$/, ending)), "utf8")),
  }));
}

function refusal(text: string, fileName?: string): FlowFileError {
  try {
    parseFlowFile(text, fileName);
  } catch (error) {
    if (error instanceof FlowFileError) {
      return error;
    }
    throw error;
  }
  throw new Error("the file was not refused");
}

describe("a valid file becomes the FlowSpec it means", () => {
  test.each(fixtures("valid", ".expected.json"))("$file", ({ text, expected }) => {
    expect(toJson(FlowSpecSchema, parseFlowFile(text))).toEqual(expected);
  });
});

describe("an invalid file is refused at its first fault", () => {
  test.each(fixtures("invalid", ".error.json"))("$file", ({ text, expected }) => {
    const { line, column, path, problem: message } = refusal(text);
    expect({ line, column, path, message }).toMatchObject(expected as object);
  });
});

test("an error's message begins with file, line, column and path", () => {
  expect(refusal("name: 1\n", "flow.yaml").message).toBe(
    'flow.yaml:1:7: name: expected a string, found the number 1; quote it: "1"',
  );
});

test("a file that is nested beyond the parser's stack is refused like any that is nested too deep", () => {
  expect(refusal(`tasks: ${"[".repeat(200_000)}`).problem).toBe("nested more than 100 levels deep");
});

test("a file that is not UTF-8 is refused with its name", async () => {
  const binary = join(process.execPath);
  await expect(readFlowFile(binary)).rejects.toThrow("the file is not UTF-8");
});

test("a byte order mark is no part of the text", () => {
  expect(parseFlowFile("\uFEFFname: a\n").name).toBe("a");
});
