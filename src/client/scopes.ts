/**
 * Scopes as plain values, and their history as messages say it.
 */
import { create } from "@bufbuild/protobuf";
import {
  Controller,
  type ScopeAttempt as ScopeAttemptMessage,
  type ScopeSpec as ScopeSpecMessage,
  ScopeSpecSchema,
} from "#gen/lazyengine/v1/scope_pb.js";
import { failureValue, failureValues } from "./failures.js";
import { payloadValue } from "./payload.js";
import type { ScopeAttempt } from "./values.js";

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
