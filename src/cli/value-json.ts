/**
 * What the client answers, as JSON for scripts, in the manner of the file form: snake_case keys, times as RFC 3339,
 * durations as "30s", payloads as the plain values they hold.
 */
import { Payload } from "../client/payload.js";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What users put in: passed on as it is, whatever its keys are called. */
const USER_VALUES: ReadonlySet<string> = new Set(["input", "result", "output", "details", "revertResult", "labels"]);
const TIMES = /^(deadline|countsAsOf|time)$|Time$/;
const DURATIONS = /Ms$/;

/** Of a plain value with camelCase names. What is undefined is left out. */
export function valueJson(value: unknown): Json {
  if (Array.isArray(value)) return value.map(valueJson);
  if (typeof value !== "object" || value === null) return plainJson(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => namedJson(key, item)));
}

/** The value that a payload holds; `{"@payload": …}` where that is not JSON. */
export function payloadJson(value: unknown): Json {
  if (!(value instanceof Payload)) return plainJson(value);
  const { data, contentType, metadata } = value;
  const notes = Object.keys(metadata).length === 0 ? {} : { metadata };
  return { "@payload": { base64: Buffer.from(data).toString("base64"), content_type: contentType, ...notes } };
}

/** What a flow results in: a payload's value, or those of its last tasks by their ids. */
export function resultJson(value: unknown): Json {
  if (value instanceof Payload || typeof value !== "object" || value === null || Array.isArray(value)) {
    return payloadJson(value);
  }
  return Object.fromEntries(Object.entries(value).map(([taskId, result]) => [taskId, payloadJson(result)]));
}

function namedJson(key: string, value: unknown): readonly [string, Json] {
  if (USER_VALUES.has(key)) return [snakeCase(key), payloadJson(value)];
  if (typeof value === "number" && TIMES.test(key)) return [snakeCase(key), new Date(value).toISOString()];
  if (typeof value === "number" && DURATIONS.test(key)) {
    return [snakeCase(key.replace(DURATIONS, "")), value % 1000 === 0 ? `${value / 1000}s` : `${value}ms`];
  }
  return [snakeCase(key), valueJson(value)];
}

function plainJson(value: unknown): Json {
  // What JSON.parse gave, or a text, number or flag of an answer: JSON already.
  return (value ?? null) as Json;
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
