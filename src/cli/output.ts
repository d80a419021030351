/**
 * Results on stdout, in the form that was asked for. Everything else a command says goes to stderr.
 */
import { Document, visit } from "yaml";
import { escapedJson } from "../server/escaped-json.js";
import type { OutputConfig, OutputForm } from "./output-settings.js";
import type { TableView } from "./terminal/flow-table.js";
import { type Style, styleFor } from "./terminal/style.js";
import { momentTextOf } from "./terminal/text-of-time.js";
import { valueJson } from "./value-json.js";

/** What a command shows, for each form. */
export interface Result {
  /** The whole: what `json` and `yaml` write. */
  readonly value: unknown;
  /** What it lists: `jsonl` writes a line for each. Absent = it lists nothing, and the whole is one line. */
  readonly items?: readonly unknown[];
  /** The ids of what it lists, or is about: `name` writes a line for each. */
  readonly names: readonly string[];
  table(view: TableView): readonly string[];
}

export interface Output {
  readonly form: OutputForm;
  /** For what is drawn on that stream. */
  styleOn(stream: NodeJS.WriteStream): Style;
  /** Writes one result. */
  show(result: Result): void;
  /** Writes one of several that follow each other: `json` has a line for each, `yaml` a document. */
  showNext(result: Result): void;
}

export function createOutput(config: OutputConfig, stdout: NodeJS.WriteStream = process.stdout): Output {
  const { output: form } = config;
  const write = (lines: readonly string[]): void => {
    if (lines.length > 0) stdout.write(`${lines.join("\n")}\n`);
  };
  const styleOn = (stream: NodeJS.WriteStream): Style => styleFor(stream, process.env, config.color);
  const view = (): TableView => {
    const now = Date.now();
    const width = stdout.isTTY ? stdout.columns : undefined;
    return { width, now, style: styleOn(stdout), moment: momentTextOf(config.time, now) };
  };
  return {
    form,
    styleOn,
    show: (result) => write(linesOf(form, result, view, stdout.isTTY)),
    showNext: (result) => write([...(form === "yaml" ? ["---"] : []), ...linesOf(form, result, view, false)]),
  };
}

/** A line for people, beside the result. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** JSON is indented where a person looks at it, and one line where a program reads it. */
function linesOf(form: OutputForm, result: Result, view: () => TableView, indented: boolean): readonly string[] {
  switch (form) {
    case "table":
      return result.table(view());
    case "json":
      return [jsonText(result.value, indented ? 2 : undefined)];
    case "jsonl":
      return (result.items ?? [result.value]).map((item) => jsonText(item));
    case "yaml":
      return [yamlText(result.value)];
    case "name":
      return result.names;
    case "none":
      return [];
  }
}

function jsonText(value: unknown, indent?: number): string {
  return escapedJson(JSON.stringify(valueJson(value), undefined, indent));
}

function yamlText(value: unknown): string {
  // Without anchors: what stands twice is written twice. 0 = lines are not folded.
  const document = new Document(valueJson(value), { aliasDuplicateObjects: false });
  // Quoted as JSON is, a text takes its escapes, and nothing else in the document needs one.
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === "string" && escapedJson(scalar.value) !== scalar.value) scalar.type = "QUOTE_DOUBLE";
    },
  });
  return escapedJson(document.toString({ lineWidth: 0 }).trimEnd());
}
