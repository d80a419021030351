/**
 * Results on stdout, as a table for people or as JSON for scripts. Everything else a command says goes to stderr.
 */
import type { TableView } from "./terminal/flow-table.js";
import { valueJson } from "./value-json.js";

export interface Output {
  readonly form: "table" | "json";
  /** Writes one result in the form that was asked for: the value as JSON, or the lines of a table. */
  show(value: unknown, table: (view: TableView) => readonly string[]): void;
}

export function createOutput(form: "table" | "json", stdout: NodeJS.WriteStream = process.stdout): Output {
  return {
    form,
    show(value, table) {
      stdout.write(`${form === "json" ? jsonText(value, stdout) : tableText(table, stdout)}\n`);
    },
  };
}

/** A line for people, beside the result. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Indented where a person looks at it, one line where a program reads it. */
function jsonText(value: unknown, stdout: NodeJS.WriteStream): string {
  return JSON.stringify(valueJson(value), undefined, stdout.isTTY ? 2 : undefined);
}

function tableText(table: (view: TableView) => readonly string[], stdout: NodeJS.WriteStream): string {
  return table({ width: stdout.isTTY ? stdout.columns : undefined, now: Date.now() }).join("\n");
}
