// How files are laid out: small, named for what they hold, saying what they are for.
import { basename } from "node:path";
import { expect, test } from "vitest";
import { functionLengths } from "./function-lengths.js";
import { type SourceFile, sourceFiles } from "./source-files.js";

const MAX_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 60;

/** Names that say where something was put, not what it is. */
const DRAWER_NAME = /^(common|interfaces|lib|misc|types)$|(^|[-_])(helpers?|managers?|utils?)$/;

const files = sourceFiles();
const isPythonPackage = (file: SourceFile) => basename(file.path) === "__init__.py";

test(`no file is longer than ${MAX_FILE_LINES} lines`, () => {
  const long = files.filter((file) => file.lines.length > MAX_FILE_LINES);
  expect(long.map((file) => `${file.path}: ${file.lines.length}`)).toEqual([]);
});

test(`no function is longer than ${MAX_FUNCTION_LINES} lines`, () => {
  const long = files.flatMap(functionLengths).filter(({ length }) => length > MAX_FUNCTION_LINES);
  expect(long.map(({ where, length }) => `${where}: ${length}`)).toEqual([]);
});

test.each([
  ["ts", "export function sum(\n  a: number,\n): number {\n  if (a) {\n    a();\n  }\n  return a;\n}\n", [6]],
  ["ts", 'test("x", async () => {\n  await a();\n});\nclass A {\n  go(): void {\n    b();\n  }\n}\n', [3, 3]],
  ["ts", 'export function suite(): void {\n  test("x", () => {\n    a();\n  });\n}\n', [3]],
  ["py", "class A:\n    def f(\n        self,\n    ) -> None:\n        g()\n\n        h()\n\n\nx = 1\n", [6]],
])("measures the functions of a .%s file", (language, text, lengths) => {
  const file = { path: `sample.${language}`, text, lines: text.split("\n") };
  expect(functionLengths(file).map(({ length }) => length)).toEqual(lengths);
});

test("no file has the name of a drawer", () => {
  const drawers = files.filter((file) => DRAWER_NAME.test(basename(file.path).replace(/\..*$/, "")));
  expect(drawers.map((file) => file.path)).toEqual([]);
});

test("files are named in kebab-case, Python's in snake_case", () => {
  const misnamed = files.filter((file) => {
    const name = basename(file.path).replace(/\..*$/, "");
    return file.path.endsWith(".py") ? !/^[a-z_][a-z0-9_]*$/.test(name) : !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name);
  });
  expect(misnamed.filter((file) => !/\.(java|go)$/.test(file.path)).map((file) => file.path)).toEqual([]);
});

test("every file opens by saying what it is for", () => {
  const silent = files.filter((file) => {
    const [first, second] = file.lines;
    const opening = first?.startsWith("#!") ? second : first;
    return !/^(\/\/ \w|\/\*\*|# \w|r?"""\S|package \w)/.test(opening ?? "") && !isPythonPackage(file);
  });
  expect(silent.map((file) => file.path)).toEqual([]);
});

test("no test is focused, skipped or left for later", () => {
  const left = /\b(test|it|describe|suite)(\.\w+)*\.(only|skip|todo|fails)\b|\bpytest\.mark\.(skip|xfail)\b/;
  const found = sourceFiles("test", "python/tests").flatMap((file) =>
    file.lines.flatMap((line, index) => (left.test(line) ? [`${file.path}:${index + 1} ${line.trim()}`] : [])),
  );
  expect(found.filter((line) => !line.startsWith("test/structure/"))).toEqual([]);
});

test("no file names a folder of one machine", () => {
  const machine = /["'`\s=(]\/(home|root|work|Users|mnt)\/\w/;
  const found = files.flatMap((file) =>
    file.lines.flatMap((line, index) => (machine.test(line) ? [`${file.path}:${index + 1} ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});
