/**
 * What is wrong with the definition in a file, and where in the file: for people as lines, for programs as values.
 */
import { FlowFileError, type TextPosition } from "../client/flow-file/flow-file-error.js";
import { flowFilePlaces } from "../client/flow-file/flow-file-places.js";
import { LazyEngineError } from "../client/lazy-engine-error.js";
import { EngineError } from "../engine/engine-error.js";
import type { DefinitionFile } from "./read-definition.js";

export interface FileFault extends Partial<TextPosition> {
  /** As in the file, such as `tasks[2].depends_on[0].task`; "" for the whole. */
  readonly path: string;
  readonly message: string;
}

/** The faults of a definition, all that are known; `message` has a line for each. */
export class DefinitionFaulty extends Error {
  override readonly name = "DefinitionFaulty";
  readonly faults: readonly FileFault[];
  readonly lines: readonly string[];

  constructor(fileName: string, faults: readonly FileFault[]) {
    const lines = faults.map(({ line, column, path, message }) => {
      const place = line === undefined ? [] : [`${fileName}:${line}:${column}`];
      return [...place, ...(path === "" ? [] : [path]), message].join(": ");
    });
    super(lines.join("\n"));
    this.faults = faults;
    this.lines = lines;
  }
}

/** The path in requests, of which a definition is the field `spec`. */
const IN_REQUEST = /^spec(?:\.|$)/;

/** Adds to each fault where it is. */
export function placedFaults<Fault extends FileFault>(file: DefinitionFile, faults: readonly Fault[]): Fault[] {
  const placeOf = flowFilePlaces(file.text);
  return faults.map((fault) => ({ ...fault, ...placeOf(fault.path) }));
}

/** What an error says of a definition: of its form, or of what it means; undefined where it is about something else. */
export function faultsOf(error: unknown): readonly FileFault[] | undefined {
  if (error instanceof DefinitionFaulty) return error.faults;
  if (!(error instanceof FlowFileError)) return undefined;
  const { path, problem: message, line, column } = error;
  return [{ path, message, line, column }];
}

/** The error as it is, or, where it is about the definition in the file, the faults with their places. */
export function definitionError(file: DefinitionFile, error: unknown): unknown {
  const violations = violationsOf(error);
  if (!violations.some(({ field }) => IN_REQUEST.test(field))) return error;
  const faults = violations.flatMap(({ field, description }): FileFault[] => {
    const path = field.replace(IN_REQUEST, "");
    const message = description.startsWith(`${field}: `) ? description.slice(field.length + 2) : description;
    return IN_REQUEST.test(field) ? placedFaults(file, [{ path, message }]) : [{ path: field, message }];
  });
  const left = hiddenFaults(error, violations.length);
  const more = left > 0 ? [{ path: "", message: `and ${left} more: lazyengine validate lists them` }] : [];
  return new DefinitionFaulty(file.name, [...faults, ...more]);
}

/** A server lists some and counts the others, beside the first one. */
function hiddenFaults(error: unknown, listed: number): number {
  const [, others] = /\(and (\d+) more\)$/.exec(error instanceof Error ? error.message : "") ?? [];
  return others === undefined ? 0 : Number(others) + 1 - listed;
}

/** An engine's error that has no list names its one field in the metadata. */
function violationsOf(error: unknown): readonly { readonly field: string; readonly description: string }[] {
  if (error instanceof LazyEngineError) return error.violations;
  if (!(error instanceof EngineError)) return [];
  const field = error.metadata["field"];
  if (error.violations.length > 0 || field === undefined) return error.violations;
  return [{ field, description: error.message }];
}
