/**
 * A refusal as the contract's tests see it, whatever way it came.
 */
import { expect } from "vitest";
import { PUBLISHED_REASONS } from "./published-reasons.js";

export interface ContractErrorInit {
  /** The name of the gRPC code; absent where the way in has none. */
  readonly code?: string;
  readonly reason: string;
  readonly message: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly violations: readonly { readonly field: string; readonly description: string }[];
  readonly retryAfterMs?: number;
}

export class ContractError extends Error {
  override readonly name = "ContractError";
  readonly code: string | undefined;
  readonly reason: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly violations: readonly { readonly field: string; readonly description: string }[];
  readonly retryAfterMs: number | undefined;

  constructor(init: ContractErrorInit, cause: unknown) {
    super(`${init.reason}: ${init.message}`, { cause });
    this.code = init.code;
    this.reason = init.reason;
    this.metadata = init.metadata;
    this.violations = init.violations;
    this.retryAfterMs = init.retryAfterMs;
  }
}

/**
 * The error that the call was refused with. It has this reason and what is published about the reason: its code, its
 * metadata, field paths for a bad request, a delay where a repeat makes sense.
 */
export async function refused(call: Promise<unknown>, reason: string): Promise<ContractError> {
  const error = await call.then(
    (answer) => expect.fail(`expected a refusal with ${reason}, got ${JSON.stringify(answer)?.slice(0, 2_000)}`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ContractError)) throw error;
  return asPublished(error, reason);
}

/** As `refused`, of one item of a batch. */
export function refusedItem(item: unknown, reason: string): ContractError {
  const error = typeof item === "object" && item !== null && "error" in item ? item.error : item;
  if (error instanceof ContractError) return asPublished(error, reason);
  return expect.fail(`expected a refusal with ${reason}, got ${JSON.stringify(item)}`);
}

function asPublished(error: ContractError, reason: string): ContractError {
  expect(error.reason, error.message).toBe(reason);
  const published = PUBLISHED_REASONS.get(reason);
  expect(Object.keys(error.metadata)).toEqual(expect.arrayContaining([...(published?.metadata ?? [])]));
  if (error.code === undefined) return error;
  expect(error.code).toBe(published?.code);
  if (error.code === "INVALID_ARGUMENT") expect(error.violations.length).toBeGreaterThan(0);
  if (["ABORTED", "UNAVAILABLE", "RESOURCE_EXHAUSTED"].includes(error.code)) {
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(0);
  }
  return error;
}
