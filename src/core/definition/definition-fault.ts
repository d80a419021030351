/**
 * What is wrong with a definition, and where.
 */

export type DefinitionFaultReason =
  | "INVALID_FIELD"
  | "LIMIT_EXCEEDED"
  | "UNSUPPORTED"
  | "DUPLICATE_TASK"
  | "UNKNOWN_DEPENDENCY"
  | "CYCLE";

export interface DefinitionFault {
  /** As in `tasks[3].depends_on[0].task`. */
  readonly path: string;
  readonly reason: DefinitionFaultReason;
  /** One sentence for people, without the path. */
  readonly message: string;
  /** For programs: `limit` and `value`; `task` and `dependency`; `cycle`. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** No more than this many are listed. */
const LISTED = 100;
const SHOWN_CHARACTERS = 60;

/** Gathers the faults of one definition. */
export class DefinitionFaults {
  readonly list: DefinitionFault[] = [];

  get isFull(): boolean {
    return this.list.length >= LISTED;
  }

  add(
    path: string,
    reason: DefinitionFaultReason,
    message: string,
    metadata: Readonly<Record<string, string>> = {},
  ): void {
    if (!this.isFull) this.list.push({ path, reason, message, metadata });
  }

  /** `expected` as in "must be a whole number of at least 1". */
  invalid(path: string, expected: string, value?: unknown): void {
    if (value === undefined) this.add(path, "INVALID_FIELD", expected);
    else this.add(path, "INVALID_FIELD", `${expected}, got ${shown(value)}`, { value: shown(value) });
  }

  tooMuch(path: string, unit: string, limit: number, value: number): void {
    const metadata = { limit: String(limit), value: String(value) };
    this.add(
      path,
      "LIMIT_EXCEEDED",
      `must be at most ${unit === "" ? limit : `${limit} ${unit}`}, got ${value}`,
      metadata,
    );
  }
}

/** A value in a message: short, on one line. */
export function shown(value: unknown): string {
  const line = typeof value === "string" ? JSON.stringify(value) : String(value);
  const points = Array.from(line.slice(0, 2 * SHOWN_CHARACTERS));
  return points.length > SHOWN_CHARACTERS ? `${points.slice(0, SHOWN_CHARACTERS).join("")}…` : line;
}
