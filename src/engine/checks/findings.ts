/**
 * What is wrong with a request, gathered field by field and refused whole, before anything is read or written.
 */
import { DefinitionFaults } from "../../core/definition/definition-fault.js";
import { EngineError } from "../engine-error.js";

/** In the order of the fields; the first one gives the error its reason. */
export type Findings = DefinitionFaults;

/** More would not fit into the trailers of a call. */
const LISTED = 10;

export function findings(): Findings {
  return new DefinitionFaults();
}

/** Throws an EngineError that names everything found, where anything was. */
export function refuse(found: Findings): void {
  const [first] = found.list;
  if (first === undefined) return;
  const more = found.list.length > 1 ? ` (and ${found.list.length - 1} more)` : "";
  throw new EngineError(first.reason, `${first.path}: ${first.message}${more}`, {
    metadata: { field: first.path, ...first.metadata },
    violations: found.list.slice(0, LISTED).map(({ path, message }) => ({ field: path, description: message })),
  });
}
