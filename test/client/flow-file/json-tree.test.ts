// JSON is read by a parser of its own: it must make the same of it as the YAML parser, places included.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseJsonTree } from "../../../src/client/flow-file/json-tree.js";
import { parseTextTree } from "../../../src/client/flow-file/text-tree.js";
import { treeValue } from "./tree-value.js";

const FIXTURES = join(import.meta.dirname, "..", "..", "flow-files", "valid");
/** Leaves it to the YAML parser, as so many more characters. */
const COMMENT = "#\t\n";

const TEXTS: Readonly<Record<string, string>> = {
  "every kind of scalar": '{"a": [null, true, false, 0, -12, 1.5, -2e3, 1E-7, "text", ""]}',
  "escapes and characters beyond the first plane": '{"a\\"b": "\\u00e9 \\\\ \\n\\t\\/ 😀", "😀": 1}',
  "lines, spaces and keys that come twice": '{\n  "a": 1,\r\n  "a": {"b": [ ]},\n"c":\t{ }}\n',
  "what YAML takes for something else in quotes": '{"a": "true", "b": "12", "c": "~", "d": "*x", "e": "# no comment"}',
};

function expectSameTree(text: string): void {
  const json = parseJsonTree(text);
  if (json === undefined) throw new Error("it is not read as JSON");
  expect(treeValue(json)).toEqual(treeValue(parseTextTree(COMMENT + text).root, COMMENT.length));
}

describe("the tree of JSON is that of the same text as YAML", () => {
  test.each(Object.keys(TEXTS))("%s", (what) => expectSameTree(TEXTS[what] ?? ""));

  const expectations = readdirSync(FIXTURES).filter((file) => file.endsWith(".expected.json"));
  test.each(expectations)("%s", (file) => expectSameTree(readFileSync(join(FIXTURES, file), "utf8")));
});

describe("what is left to the YAML parser", () => {
  test.each([
    ["a flow mapping without quotes", "{a: 1}"],
    ["a comment", '{"a": 1 /* one */}'],
    ["a comma at the end", '{"a": 1,}'],
    ["text behind the end", '{"a": 1} {"b": 2}'],
    ["no end", '{"a": [1'],
    ["more than a hundred levels", `{"a": ${"[".repeat(100)}${"]".repeat(100)}}`],
    ["more levels than a stack has", `{"a": ${"[".repeat(200_000)}`],
  ])("%s", (_, text) => {
    expect(parseJsonTree(text)).toBeUndefined();
  });
});
