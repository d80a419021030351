/**
 * The digest by which outcomes are compared: two completions are equal when their digests are.
 */
import { createHash } from "node:crypto";
import type { Failure } from "./failure.js";
import type { Payload } from "./payload.js";
import type { TaskDecision } from "./task-decision.js";

/** An outcome as a caller brings it. */
export type BroughtOutcome =
  | { readonly kind: "result"; readonly result: Payload }
  | { readonly kind: "failure"; readonly failure: Failure }
  | { readonly kind: "cancelled"; readonly message: string };

/**
 * SHA-256, base64url, of the outcome's case and content: a result's data and content type; a failure's type, message,
 * details and retryable; a cancellation's message.
 */
export function outcomeDigest(outcome: BroughtOutcome): string {
  switch (outcome.kind) {
    case "result":
      return digest(["result", ...payloadParts(outcome.result)]);
    case "failure": {
      const { type, message, details, retryable } = outcome.failure;
      const parts = details === undefined ? [] : payloadParts(details);
      return digest(["failure", type, message, retryable ? "retryable" : "final", ...parts]);
    }
    case "cancelled":
      return digest(["cancelled", outcome.message]);
  }
}

/** Of a decision, and of the outcome beside which it came where there is one. */
export function decisionDigest(decision: TaskDecision<Payload>, beside: BroughtOutcome | undefined): string {
  const { context, globals, end, plan, ...plain } = decision;
  const { items = [], ...planned } = plan ?? {};
  const parts: (string | Uint8Array)[] = [
    "decision",
    beside === undefined ? "alone" : outcomeDigest(beside),
    canonicalJson(plan === undefined ? plain : { ...plain, plan: planned }),
  ];
  for (const item of items) parts.push("item", ...payloadParts(item));
  if (context !== undefined) parts.push("context", ...payloadParts(context));
  for (const key of Object.keys(globals).sort()) {
    const value = globals[key];
    if (value !== undefined) parts.push("global", key, ...payloadParts(value));
  }
  if (end !== undefined) {
    const { output, ...rest } = end;
    parts.push("end", canonicalJson(rest));
    if (output !== undefined) parts.push("output", ...payloadParts(output));
  }
  return digest(parts);
}

/** The JSON of a plain value whatever the order of its members; bytes as base64, of whatever class they are. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(ordered(value));
}

function ordered(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(ordered);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, ordered(member)]));
}

function payloadParts({ contentType, data }: Payload): [string, Uint8Array] {
  return [contentType, data];
}

/** Each part is preceded by its length, so that no two lists of parts give the same bytes. There may be very many. */
function digest(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    const bytes = typeof part === "string" ? Buffer.from(part) : part;
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest("base64url");
}
