// The files that are written by hand, for the tests of how they are laid out.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, extname, join } from "node:path";

export interface SourceFile {
  /** From the root of the checkout, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
}

const LANGUAGES = new Set([".ts", ".tsx", ".js", ".mjs", ".py", ".sh", ".go", ".java"]);
/** Where they are; what lies elsewhere is generated, foreign, or prose. */
const ROOTS = [
  ...["src", "ui", "test", "bench", "examples", "scripts"],
  ...["python/src", "python/tests", "python/taskflow_suite", "python/mistral_suite", "python/examples"],
];
/** `v1` is the generated Python package. */
const SKIPPED = new Set(["node_modules", "__pycache__", "v1", "target", "dist"]);

/** All of them, or those under one of the folders given. */
export function sourceFiles(...under: readonly string[]): readonly SourceFile[] {
  const paths = ROOTS.filter((root) => existsSync(root)).flatMap(filesUnder);
  const wanted = paths.filter((path) => under.length === 0 || under.some((folder) => path.startsWith(`${folder}/`)));
  return wanted.map(read);
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesUnder(path);
    return LANGUAGES.has(extname(entry.name)) || isScript(path) ? [path] : [];
  });
}

/** Commands have no extension; their first line says what they are. */
function isScript(path: string): boolean {
  return extname(path) === "" && basename(path) !== "Makefile" && readFileSync(path, "utf8").startsWith("#!");
}

function read(path: string): SourceFile {
  const text = readFileSync(join(path), "utf8");
  return { path, text, lines: text.replace(/\n$/, "").split("\n") };
}
