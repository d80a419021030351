/**
 * Checks of text fields: sizes in UTF-8 bytes, and what no name may hold.
 */
import { type Findings, invalid, tooMuch } from "./findings.js";

/** Control characters, and halves of surrogate pairs, which UTF-8 cannot carry. */
const UNFIT = /[\p{Cc}\p{Cs}]/u;
const LONE_SURROGATE = /\p{Cs}/u;

/** Up to 3 bytes for each UTF-16 unit: only longer texts need counting. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

function exceeds(text: string, limitBytes: number): boolean {
  return text.length * 3 > limitBytes && byteLength(text) > limitBytes;
}

/** A name or an id: 1 to `limitBytes` bytes without control characters. False = it was refused. */
export function checkName(found: Findings, field: string, value: unknown, limitBytes: number): boolean {
  if (typeof value !== "string" || value === "") {
    invalid(found, field, "is required", value === "" ? undefined : value);
    return false;
  }
  return checkOptionalName(found, field, value, limitBytes);
}

/** As `checkName`, but absent and empty are legal. */
export function checkOptionalName(found: Findings, field: string, value: unknown, limitBytes: number): boolean {
  if (value === undefined || value === "") return true;
  if (typeof value !== "string") {
    invalid(found, field, "must be text", value);
    return false;
  }
  if (exceeds(value, limitBytes)) {
    tooMuch(found, field, "bytes", limitBytes, byteLength(value));
    return false;
  }
  if (UNFIT.test(value)) {
    invalid(found, field, "must hold no control characters and no lone surrogates", value);
    return false;
  }
  return true;
}

/** Text for people, such as a message: any characters, at most `limitBytes` bytes; absent and empty are legal. */
export function checkProse(found: Findings, field: string, value: unknown, limitBytes: number): void {
  if (value === undefined || value === "") return;
  if (typeof value !== "string") invalid(found, field, "must be text", value);
  else if (exceeds(value, limitBytes)) tooMuch(found, field, "bytes", limitBytes, byteLength(value));
  else if (LONE_SURROGATE.test(value)) invalid(found, field, "must hold no lone surrogates", value);
}
