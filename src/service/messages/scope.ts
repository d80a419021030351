/**
 * Scopes: their definitions from the wire, their history as callers see it.
 */
import { create } from "@bufbuild/protobuf";
import {
  Controller,
  type ScopeAttempt as ScopeAttemptMessage,
  ScopeAttemptSchema,
  type ScopeSpec,
  ScopeSpecSchema,
} from "#gen/lazyengine/v1/index.js";
import type { ScopeAttempt, ScopeDefinition } from "../../engine/values.js";
import { readController, readRequired } from "./enum-names.js";
import { failureMessages, optionalFailureMessage, optionalPayloadMessage } from "./payload.js";
import { refuseUnknownFields } from "./unknown-fields.js";

/** Throws UNSUPPORTED, UNKNOWN_FIELD or INVALID_FIELD; what they name is the engine's to check. */
export function scopeOf(scope: ScopeSpec, path: string): ScopeDefinition {
  refuseUnknownFields(scope, path);
  const { name, parent, controller, attempts, revertAll } = scope;
  const kind = readRequired(readController, scope.kind, `${path}.kind`);
  return { name, controller, kind, attempts, revertAll, ...(parent !== "" && { parent }) };
}

export function scopeMessage({ name, parent = "", controller, kind, attempts, revertAll }: ScopeDefinition): ScopeSpec {
  return create(ScopeSpecSchema, { name, parent, controller, kind: Controller[kind], attempts, revertAll });
}

export function scopeAttemptMessages(attempts: readonly ScopeAttempt[] = []): ScopeAttemptMessage[] {
  return attempts.map(({ value, failures, own }) =>
    create(ScopeAttemptSchema, {
      value: optionalPayloadMessage(value),
      failures: failureMessages(failures),
      own: optionalFailureMessage(own),
    }),
  );
}
