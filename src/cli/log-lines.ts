/**
 * The log for a person at a terminal: a line for each entry, and the stack below where an error was not expected.
 */
import { escapedJson } from "../server/escaped-json.js";
import type { DestinationStream } from "../server/logger.js";

/** By pino's numbers. */
const LEVELS: Readonly<Record<number, string>> = { 10: "trace", 20: "debug", 30: "info", 40: "warn", 50: "error" };
/** Of each entry, and told in other ways or not at all. */
const COMMON = new Set(["level", "time", "name", "msg", "err"]);

/** Takes pino's lines of JSON and gives lines of text. */
export function logLines(write: (line: string) => void): DestinationStream {
  return { write: (json) => write(lineOf(JSON.parse(json) as Entry)) };
}

type Entry = Readonly<Record<string, unknown>> & { readonly level: number; readonly msg?: string };

function lineOf(entry: Entry): string {
  const details = Object.entries(entry)
    .filter(([key]) => !COMMON.has(key))
    .map(([key, value]) => `${key}=${shown(value)}`);
  const text = [`${LEVELS[entry.level] ?? "fatal"}: ${entry.msg ?? ""}`, ...details].join(" ");
  const stack = stackOf(entry["err"]);
  return stack === "" ? text : `${text}\n  ${stack.replaceAll("\n", "\n  ")}`;
}

/** A caller's names may hold what a terminal takes for orders. */
function shown(value: unknown): string {
  if (typeof value === "string" && !/[\s\p{Cc}\p{Bidi_Control}]/u.test(value)) return value;
  return escapedJson(JSON.stringify(value));
}

/** As the logger describes errors. */
function stackOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  const { stack, message } = error as { readonly stack?: unknown; readonly message?: unknown };
  return String(stack ?? message ?? "");
}
