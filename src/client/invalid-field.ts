/**
 * The error of a value that cannot be sent, as a server's would be that had read it.
 */
import { LazyEngineError } from "./lazy-engine-error.js";

/** `field`: its path in the request, in snake_case. */
export function invalidField(field: string, description: string): LazyEngineError {
  return new LazyEngineError({
    code: "INVALID_ARGUMENT",
    reason: "INVALID_FIELD",
    message: `${field}: ${description}`,
    metadata: { field },
    violations: [{ field, description }],
  });
}
