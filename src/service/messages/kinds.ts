/**
 * The kinds of work items that a session wants.
 */
import type { WorkKind } from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../engine/engine-error.js";
import type { SessionRequest } from "../../engine/requests.js";
import { readWorkKind } from "./enum-names.js";

export function kindsOf(numbers: readonly WorkKind[]): Pick<SessionRequest, "kinds"> {
  if (numbers.length === 0) return {};
  const kinds = numbers.map((number, index) => {
    const field = `kinds[${index}]`;
    const kind = readWorkKind(number, field);
    if (kind !== undefined) return kind;
    throw new EngineError("INVALID_FIELD", `${field}: must not be unspecified`, { metadata: { field } });
  });
  return { kinds };
}
