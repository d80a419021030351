/**
 * Scopes as plain values, and their history as messages say it.
 */
import { create } from "@bufbuild/protobuf";
import type { Failure as FailureMessage } from "#gen/lazyengine/v1/failure_pb.js";
import {
  Controller,
  type ScopeAttempt as ScopeAttemptMessage,
  type ScopeSpec as ScopeSpecMessage,
  ScopeSpecSchema,
} from "#gen/lazyengine/v1/scope_pb.js";
import { payloadValue } from "./payload.js";
import type { Failure, ScopeAttempt } from "./values.js";
import { failureValue } from "./values-of-messages.js";

/** Tasks whose failures a controller decides about: meaning and defaults are those of the contract's ScopeSpec. */
export interface ScopeSpec {
  readonly name: string;
  readonly parent?: string;
  /** The task that it begins with. */
  readonly controller: string;
  readonly kind: "ALWAYS_REVERT" | "ALWAYS_REVERT_ALL" | "TIMES" | "CUSTOM";
  /** With TIMES: how often it runs in all. */
  readonly attempts?: number;
  /** With TIMES: in the end the whole flow is reverted. */
  readonly revertAll?: boolean;
}

export function scopeMessage({ name, parent, controller, kind, attempts, revertAll }: ScopeSpec): ScopeSpecMessage {
  return create(ScopeSpecSchema, {
    ...{ name, controller, kind: Controller[kind] },
    parent: parent ?? "",
    attempts: attempts ?? 0,
    revertAll: revertAll ?? false,
  });
}

export function scopeAttemptValue({ value, failures, own }: ScopeAttemptMessage): ScopeAttempt {
  const result = payloadValue(value);
  return {
    failures: failureValues(failures),
    ...(result !== undefined && { value: result }),
    ...(own !== undefined && { own: failureValue(own) }),
  };
}

export function failureValues(failures: Readonly<Record<string, FailureMessage>>): Readonly<Record<string, Failure>> {
  return Object.fromEntries(Object.entries(failures).map(([name, failure]) => [name, failureValue(failure)]));
}
