/**
 * Checks of single values of a definition: numbers, names, labels, payloads.
 */

import { LIMITS } from "../limits.js";
import type { Payload } from "../state/payload.js";
import type { DefinitionFaults } from "./definition-fault.js";
import { durationText } from "./duration-text.js";

/** Control characters, and halves of surrogate pairs, which UTF-8 cannot carry. */
const UNFIT = /[\p{Cc}\p{Cs}]/u;
const LONE_SURROGATE = /\p{Cs}/u;
const INSTANCE_SUFFIX = /(?:#\d+|\[\d+\])$/;
const CONTENT_TYPE_BYTES = 255;

/** A duration in whole milliseconds; absent is legal, `least` is 0 or 1. */
export function checkDuration(faults: DefinitionFaults, path: string, value: number | undefined, least: 0 | 1): void {
  if (value === undefined) return;
  if (!Number.isSafeInteger(value) || value < least) {
    const expected = `must be a duration of ${least === 0 ? "at least 0" : "more than 0"}`;
    faults.add(path, "INVALID_FIELD", `${expected}, got ${durationText(value)}`, { value: String(value) });
  } else if (value > LIMITS.durationMs) {
    const limit = LIMITS.durationMs;
    const message = `must be at most ${durationText(limit)}, got ${durationText(value)}`;
    faults.add(path, "LIMIT_EXCEEDED", message, { limit: String(limit), value: String(value) });
  }
}

/** A whole number of at least `least`; more than `limit` exceeds a limit. */
export function checkCount(
  faults: DefinitionFaults,
  path: string,
  value: number,
  least: number,
  limit: number,
  unit: string,
): void {
  if (!Number.isSafeInteger(value) || value < least) {
    faults.invalid(path, `must be a whole number of at least ${least}`, value);
  } else if (value > limit) faults.tooMuch(path, unit, limit, value);
}

export function checkRange(faults: DefinitionFaults, path: string, value: number, least: number, most: number): void {
  if (!(value >= least && value <= most)) faults.invalid(path, `must be from ${least} to ${most}`, value);
}

/** A task's name: code points without control characters, and no instance's suffix. */
export function checkTaskName(faults: DefinitionFaults, path: string, name: unknown): void {
  const limit = LIMITS.taskNameCodePoints;
  if (typeof name !== "string" || name === "") faults.invalid(path, "is required");
  else if (name.length > limit && countCodePoints(name) > limit) {
    faults.tooMuch(path, "code points", limit, countCodePoints(name));
  } else if (UNFIT.test(name)) faults.invalid(path, "must hold no control characters and no lone surrogates", name);
  else if (INSTANCE_SUFFIX.test(name)) faults.invalid(path, "must not end in #digits or [digits]", name);
}

/** A short text without control characters; empty is legal unless `required`. */
export function checkText(
  faults: DefinitionFaults,
  path: string,
  value: unknown,
  limitBytes: number,
  required = false,
): void {
  if (typeof value !== "string" || (required && value === "")) {
    faults.invalid(path, required ? "is required" : "must be text", value === "" ? undefined : value);
  } else if (Buffer.byteLength(value) > limitBytes) {
    faults.tooMuch(path, "bytes", limitBytes, Buffer.byteLength(value));
  } else if (UNFIT.test(value)) faults.invalid(path, "must hold no control characters and no lone surrogates", value);
}

/** That it is a text that can be stored; what it says is checked when all names are known. Absent is legal. */
export function checkExpressionText(faults: DefinitionFaults, path: string, value: unknown): void {
  if (value === undefined) return;
  if (typeof value !== "string") faults.invalid(path, "must be a text", value);
  else if (LONE_SURROGATE.test(value)) faults.invalid(path, "must hold no lone surrogates", value);
}

/** Plain objects, as callers without types may fail to give them. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function checkLabels(faults: DefinitionFaults, path: string, labels: Readonly<Record<string, string>>): void {
  if (!isObject(labels)) {
    faults.invalid(path, "must be an object of texts", labels);
    return;
  }
  const entries = Object.entries(labels);
  if (entries.length > LIMITS.labels) {
    faults.tooMuch(path, "labels", LIMITS.labels, entries.length);
    return;
  }
  for (const [key, value] of entries) {
    checkText(faults, `${path} key`, key, LIMITS.labelBytes, true);
    checkText(faults, `${path}[${JSON.stringify(key)}]`, value, LIMITS.labelBytes);
  }
}

export function checkPayload(faults: DefinitionFaults, path: string, payload: Payload | undefined): void {
  if (payload === undefined) return;
  if (!isObject(payload) || !isObject(payload.metadata)) {
    faults.invalid(path, "must be an object with data, contentType and metadata");
    return;
  }
  const { data, contentType, metadata } = payload;
  if (!(data instanceof Uint8Array)) faults.invalid(`${path}.data`, "must be bytes", typeof data);
  else if (data.length > LIMITS.payloadBytes) {
    faults.tooMuch(`${path}.data`, "bytes", LIMITS.payloadBytes, data.length);
  }
  checkText(faults, `${path}.content_type`, contentType, CONTENT_TYPE_BYTES);
  checkMetadata(faults, `${path}.metadata`, metadata);
}

/** Of a payload, or of a task. */
export function checkMetadata(
  faults: DefinitionFaults,
  path: string,
  metadata: Readonly<Record<string, string>>,
): void {
  const entries = Object.entries(metadata);
  if (entries.length > LIMITS.payloadMetadataEntries) {
    faults.tooMuch(path, "entries", LIMITS.payloadMetadataEntries, entries.length);
    return;
  }
  let bytes = 0;
  for (const [key, value] of entries) {
    if (key === "" || UNFIT.test(key)) faults.invalid(`${path} key`, "must be text without control characters", key);
    if (LONE_SURROGATE.test(value)) faults.invalid(`${path}[${JSON.stringify(key)}]`, "must hold no lone surrogates");
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value);
  }
  const limit = LIMITS.payloadMetadataBytes;
  if (bytes > limit) faults.tooMuch(path, "bytes", limit, bytes);
}

function countCodePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}
