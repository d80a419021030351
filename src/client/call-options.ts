/**
 * What may be said about one call, beside what is asked for.
 */
import type { DescMessage } from "@bufbuild/protobuf";
import { invalidField } from "./invalid-field.js";
import { checkFields, type PlainFields, plainFields } from "./plain-shape.js";
import type { RetryOptions } from "./retrying-call.js";
import { shown } from "./scalar-value.js";

/** About one call. */
export interface CallOptions {
  /** Gives the call up: it rejects with the signal's reason. What it asked for may still happen. */
  readonly signal?: AbortSignal | undefined;
  /** How long the call may take, tries included. Milliseconds; default: the client's. */
  readonly deadlineMs?: number | undefined;
  /** Default: the client's. False = one try. */
  readonly retry?: RetryOptions | false | undefined;
  /** The caller's W3C `traceparent`: with Run it is handed on to the flow's tasks. Default: that of the span that is active. */
  readonly traceContext?: string | undefined;
}

const ABOUT_THE_CALL: readonly (keyof CallOptions)[] = ["signal", "deadlineMs", "retry", "traceContext"];
const ABOUT_TRIES: readonly (keyof RetryOptions)[] = ["initialMs", "maxMs", "maxAttempts"];

/**
 * Throws INVALID_FIELD where the options of a call say what its request has no field for, or in another form. `except`:
 * fields that the call takes as arguments of their own, or not at all.
 */
export function checkOptions(options: CallOptions, request: DescMessage, except: readonly string[] = []): void {
  checkOptionFields(options, plainFields(request, "", ["namespace", ...except]));
}

/** The same of a call that takes nothing else. */
export function checkCallOptions(options: CallOptions): void {
  checkOptionFields(options, new Map());
}

/** The same where the options do not have the names of the fields. */
export function checkOptionFields(options: CallOptions, fields: PlainFields, more: readonly string[] = []): void {
  checkFields(options, fields, "options", "", [...more, ...ABOUT_THE_CALL]);
  checkOwn(options);
}

function checkOwn({ signal, deadlineMs, retry, traceContext }: CallOptions): void {
  // As wide as what takes signals: those of another realm are none of this one's.
  if (signal !== undefined && typeof (signal as Partial<AbortSignal> | null)?.throwIfAborted !== "function") {
    throw invalidField("signal", `must be an AbortSignal, got ${shown(signal)}`);
  }
  if (deadlineMs !== undefined && !isSpan(deadlineMs)) {
    throw invalidField("deadlineMs", `must be a number of milliseconds, at least 0, got ${shown(deadlineMs)}`);
  }
  if (traceContext !== undefined && typeof traceContext !== "string") {
    throw invalidField("traceContext", `must be text, got ${shown(traceContext)}`);
  }
  if (retry === undefined || retry === false) return;
  checkFields(retry, new Map(), "retry", "retry", ABOUT_TRIES);
  for (const name of ABOUT_TRIES) {
    const value = retry[name];
    if (value !== undefined && !isSpan(value)) {
      throw invalidField(`retry.${name}`, `must be a number of at least 0, got ${shown(value)}`);
    }
  }
}

function isSpan(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}

/** Throws INVALID_FIELD where it is no list. */
export function checkList(value: unknown, field: string): void {
  if (!Array.isArray(value)) throw invalidField(field, `must be a list, got ${shown(value)}`);
}
