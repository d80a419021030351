// Plain YAML is read by a parser of its own: what it reads it must read as the YAML parser does, places included.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePlainYaml } from "../../../src/client/flow-file/plain-yaml.js";
import { parseTextTree } from "../../../src/client/flow-file/text-tree.js";
import { treeValue } from "./tree-value.js";

const ROOT = join(import.meta.dirname, "..", "..", "..");
/** Leaves it to the YAML parser, as so many more characters. */
const COMMENT = "#\t\n";

function expectSameTree(text: string): void {
  const plain = parsePlainYaml(text);
  if (plain === undefined) throw new Error("it is not read as plain YAML");
  expect(treeValue(plain)).toEqual(treeValue(parseTextTree(COMMENT + text).root, COMMENT.length));
}

const PLAIN: Readonly<Record<string, string>> = {
  "every kind of scalar":
    "a: [~, null, true, False, 0, -12, 1.5, -2e3, .5, 0x1f, 0o17, .inf, text, '', \"\"]\nb: ~\nc: -1\n",
  "mappings and lists within each other":
    "a:\n  - b: 1\n    c:\n    - 2\n    - - 3\n      - 4\n  -\n    d: 5\n  -   e: 6\n      f: 7\n",
  "nothing as a value": "a:\nb:\n  -\n  -\nc:\n  d:\n",
  "comments and empty lines": "# first\n\na: 1 # one\n  # odd\nb: # two\n\n  # more\n  c: 2\n# last",
  quotes: "\"a b\": 'it''s'\nb: \"\\u00e9 \\\\ \\n\\t\\/ \\\"\"\nc: \"a # b: c\"\n'd': '\"' # end\n",
  "what stands in brackets": 'a: {b: 1, "c":2, d: [e, {f: "g h"}, []], i: {}, j: x y, k: http://l/m:n }   \n',
  "text with what means something elsewhere": 'a: x:y #z, [w]\nb: it\'s - so\nc: http://a/b#c\nd: a "b" {c}\n',
  "literal blocks":
    "a: |\n  one\n\n    two # no comment\n  three: 3\n\n\nb: |-\n  x\nc:\n  - |\n   y\n  - d: |-\n      z\n      \\\n\n",
  "the mark of a document's beginning": "---\na: 1\n",
  "spaces at the ends of lines": "a: 1  \nb:  \n  - c  \n",
};

describe("plain YAML is read as the YAML parser reads it", () => {
  test.each(Object.keys(PLAIN))("%s", (what) => expectSameTree(PLAIN[what] ?? ""));

  const folders = ["examples/flow-control", "examples/quickstart", "test/flow-files/valid"];
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => join(folder, file)),
  );
  test("most of the flow files that there are", () => {
    const plain = files.filter((file) => {
      const text = readFileSync(join(ROOT, file), "utf8");
      if (parsePlainYaml(text) === undefined) return false;
      expectSameTree(text);
      return true;
    });
    expect(plain.length).toBeGreaterThan(files.length / 2);
  });
});

describe("what is left to the YAML parser", () => {
  test.each([
    ["text in several lines", "a: b\n  c"],
    ["brackets over several lines", "a: [b,\n  c]"],
    ["a folded block", "a: >\n  b\n"],
    ["an anchor", "a: &b 1"],
    ["an alias", "a: *b"],
    ["a tag", "a: !payload {}"],
    ["a second document", "a: 1\n---\nb: 2\n"],
    ["a mapping in the line of a key", "a: b: 1"],
    ["a colon behind text", "a: b:"],
    ["a comma at the end", "a: [b, ]"],
    ["a key that is a list", "? [a]\n: 1"],
    ["a line that stands between two columns", "a:\n    b: 1\n  c: 2\n"],
    ["an end that is missing", "a: [b"],
    ["a tab", "a:\tb"],
    ["a line that ends as on Windows", "a: 1\r\n"],
    ["nothing", ""],
    ["a scalar alone", "a"],
    ["a literal block whose first line is not the leftmost", "a: |\n    b\n  c\n"],
    ["more than a hundred levels", `a: ${"[".repeat(100)}${"]".repeat(100)}`],
    ["more levels than a stack has", `a: ${"[".repeat(200_000)}`],
    ["more levels than a stack has, by indentation", "- ".repeat(200_000)],
    ["a key that is too long for one", `${"a".repeat(1_100)}: 1`],
  ])("%s", (_, text) => {
    expect(parsePlainYaml(text)).toBeUndefined();
  });
});

const INDENTS = ["", "", "", "  ", "  ", " ", "    ", "   "];
const BEGINNINGS = ["- ", "-", "- - ", "- a: ", "a: ", "b1:", "c: ", '"d": ', "'e':", "f: |", "- |-", ""];
const VALUES = [
  "",
  "x",
  "x y",
  "-1",
  "~",
  "[x, y]",
  "{a: x, b: [c]}",
  '{"a":1}',
  "'it''s'",
  '"\\n \\u00e9"',
  "u:v",
  "# z",
];
/** What makes a line something else. */
const ODD = "[ ] { } , : # ' \" | > ? & * ! % @ ` - \\ = ~ é --- ... \\u00 #z"
  .split(" ")
  .flatMap((odd) => [odd, ` ${odd}`]);
const line = fc
  .tuple(
    fc.constantFrom(...INDENTS),
    fc.constantFrom(...BEGINNINGS),
    fc.constantFrom(...VALUES),
    fc.oneof(
      { weight: 12, arbitrary: fc.constant("") },
      { weight: 1, arbitrary: fc.constantFrom(" ", ...ODD, ...VALUES) },
    ),
  )
  .map((parts) => parts.join(""));
const end = fc.constantFrom("", "\n", "\n\n");
const text = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 6 }), end)
  .map(([lines, last]) => lines.join("\n") + last);

test("no text is read in any other way than by the YAML parser", () => {
  let read = 0;
  fc.assert(
    fc.property(text, (written) => {
      if (parsePlainYaml(written) === undefined) return;
      read += 1;
      expectSameTree(written);
    }),
    { numRuns: Number(process.env["CASES"] ?? 20_000), examples: [["a: |\n  b"]] },
  );
  // Most that are as random as these are no YAML at all.
  expect(read).toBeGreaterThan(500);
});
