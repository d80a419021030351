/**
 * Checks of text fields: names, which hold no control characters, and prose, which may hold any.
 */
import { checkText } from "../../core/definition/field-checks.js";
import type { Findings } from "./findings.js";

/** Halves of surrogate pairs, which UTF-8 cannot carry. */
const LONE_SURROGATE = /\p{Cs}/u;

/** A name or an id: 1 to `limitBytes` bytes without control characters. */
export function checkName(found: Findings, field: string, value: unknown, limitBytes: number): void {
  if (value === undefined) found.invalid(field, "is required");
  else checkText(found, field, value, limitBytes, true);
}

/** As `checkName`, but absent and empty are legal. */
export function checkOptionalName(found: Findings, field: string, value: unknown, limitBytes: number): void {
  if (value !== undefined) checkText(found, field, value, limitBytes);
}

/** Text for people, such as a message: any characters, at most `limitBytes` bytes; absent and empty are legal. */
export function checkProse(found: Findings, field: string, value: unknown, limitBytes: number): void {
  if (value === undefined || value === "") return;
  if (typeof value !== "string") found.invalid(field, "must be text", value);
  else if (byteLength(value) > limitBytes) found.tooMuch(field, "bytes", limitBytes, byteLength(value));
  else if (LONE_SURROGATE.test(value)) found.invalid(field, "must hold no lone surrogates", value);
}

export function byteLength(text: string): number {
  return Buffer.byteLength(text, "utf8");
}
