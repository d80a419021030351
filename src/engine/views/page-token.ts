/**
 * Page tokens: opaque text that names the place where a list goes on.
 */
import { shown } from "../../core/definition/definition-fault.js";
import { EngineError } from "../engine-error.js";

export function pageToken(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

type Shape = readonly ("string" | "number")[];

/**
 * Throws INVALID_FIELD for what is no token of this list; `shape` names the type of each part, `further` those of parts that
 * may follow, all of them or none. A number is a place or a time: whole and not negative, whoever made the token up.
 */
export function parsePageToken(token: string, shape: Shape, further: Shape = []): readonly (string | number)[] {
  const parts = decoded(token);
  const whole = [...shape, ...further];
  const isPart = (part: unknown, index: number) =>
    whole[index] === "number" ? Number.isSafeInteger(part) && Number(part) >= 0 : typeof part === "string";
  const isAsLong = Array.isArray(parts) && [shape.length, whole.length].includes(parts.length);
  if (isAsLong && parts.every(isPart)) return parts;
  const description = `must be a token that this list gave, got ${shown(token)}`;
  throw new EngineError("INVALID_FIELD", `page_token: ${description}`, {
    metadata: { field: "page_token", value: shown(token) },
    violations: [{ field: "page_token", description }],
  });
}

function decoded(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, "base64url").toString());
  } catch {
    return undefined;
  }
}
