/**
 * The digest by which outcomes are compared: two completions are equal when their digests are.
 */
import { createHash } from "node:crypto";
import type { Failure } from "./failure.js";
import type { Payload } from "./payload.js";

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
      return digest("result", ...payloadParts(outcome.result));
    case "failure": {
      const { type, message, details, retryable } = outcome.failure;
      const parts = details === undefined ? [] : payloadParts(details);
      return digest("failure", type, message, retryable ? "retryable" : "final", ...parts);
    }
    case "cancelled":
      return digest("cancelled", outcome.message);
  }
}

function payloadParts({ contentType, data }: Payload): [string, Uint8Array] {
  return [contentType, data];
}

/** Each part is preceded by its length, so that no two lists of parts give the same bytes. */
function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    const bytes = typeof part === "string" ? Buffer.from(part) : part;
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest("base64url");
}
