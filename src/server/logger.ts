/**
 * The log: one JSON object a line, on stderr unless told otherwise. Payloads are never logged, errors only by type, text and
 * stack, secrets that stand in a text are blotted out, and what is no text for a terminal is escaped.
 */
import { type DestinationStream, destination, type Level, type Logger, pino } from "pino";
import { escapedJson } from "./escaped-json.js";
import { redacted } from "./redacted.js";

export type { DestinationStream, Logger } from "pino";

export function createLogger(level: Level | "silent", stream: DestinationStream = destination(2)): Logger {
  const hooks = { streamWrite: (line: string) => escapedJson(redacted(line)) };
  return pino({ level, serializers: { err: describeError }, base: { name: "lazyengine" }, hooks }, stream);
}

function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  return { type: name, message, stack, ...(cause === undefined ? undefined : { cause: describeError(cause) }) };
}
