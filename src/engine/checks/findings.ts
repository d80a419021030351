/**
 * What is wrong with a request, gathered field by field and refused whole, before anything is read or written.
 */
import { EngineError, type EngineErrorReason, type FieldViolation } from "../engine-error.js";

type CheckReason = Extract<EngineErrorReason, "INVALID_FIELD" | "LIMIT_EXCEEDED" | "UNSUPPORTED">;

interface Finding extends FieldViolation {
  readonly reason: CheckReason;
  readonly metadata: Readonly<Record<string, string>>;
}

/** In the order of the fields; the first one gives the error its reason. */
export type Findings = Finding[];

/** More would not fit into the trailers of a call. */
const LISTED = 10;
const SHOWN_CHARACTERS = 60;

/** The field is missing or malformed. `expected` ends the sentence "<field> ...", as in "must be 1 to 64 queues". */
export function invalid(found: Findings, field: string, expected: string, value?: unknown): void {
  const sent = value === undefined || value === "" ? "" : `, got ${shown(value)}`;
  const metadata = value === undefined ? { field } : { field, value: shown(value) };
  found.push({ reason: "INVALID_FIELD", field, description: `${expected}${sent}`, metadata });
}

/** The field is over a published limit; `unit` says what is counted. */
export function tooMuch(found: Findings, field: string, unit: string, limit: number, value: number): void {
  found.push({
    reason: "LIMIT_EXCEEDED",
    field,
    description: `must be at most ${limit}${unit === "" ? "" : ` ${unit}`}, got ${value}`,
    metadata: { field, limit: String(limit), value: String(value) },
  });
}

/** Throws an EngineError that names everything found, where anything was. */
export function refuse(found: Findings): void {
  const [first] = found;
  if (first === undefined) return;
  const more = found.length > 1 ? ` (and ${found.length - 1} more)` : "";
  throw new EngineError(first.reason, `${first.field}: ${first.description}${more}`, {
    metadata: first.metadata,
    violations: found.slice(0, LISTED).map(({ field, description }) => ({ field, description })),
  });
}

/** A value as an error shows it: short, on one line. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  const points = Array.from(text.slice(0, 2 * SHOWN_CHARACTERS));
  return points.length > SHOWN_CHARACTERS ? `${points.slice(0, SHOWN_CHARACTERS).join("")}…` : text;
}
