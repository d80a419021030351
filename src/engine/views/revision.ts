/**
 * Revisions: opaque positions. One kind is a flow's, naming its run and version; the other is a namespace's, a place in
 * the store's history. One given for the other is refused.
 */
import type { Position } from "../../core/command.js";
import { EngineError } from "../engine-error.js";

const FLOW = "f";
const NAMESPACE = "n";

export function flowRevision({ incarnation, version }: Position): string {
  return `${FLOW}.${version}.${incarnation}`;
}

export function namespaceRevision(position: string): string {
  return `${NAMESPACE}.${Buffer.from(position).toString("base64url")}`;
}

/** Throws REVISION_MISMATCH for a namespace's, INVALID_FIELD for what is none. */
export function parseFlowRevision(field: string, revision: string): Position {
  const [kind, version = "", incarnation = ""] = revision.split(".");
  if (kind === NAMESPACE) throw mismatch(field, revision, "a flow", "a namespace");
  if (kind !== FLOW || !/^\d{1,15}$/.test(version) || incarnation === "") throw malformed(field, revision);
  return { incarnation, version: Number(version) };
}

/** Throws REVISION_MISMATCH for a flow's, INVALID_FIELD for what is none. */
export function parseNamespaceRevision(field: string, revision: string): string {
  const [kind, position = ""] = revision.split(".");
  if (kind === FLOW) throw mismatch(field, revision, "a namespace", "a flow");
  if (kind !== NAMESPACE || position === "") throw malformed(field, revision);
  return Buffer.from(position, "base64url").toString();
}

function mismatch(field: string, revision: string, wanted: string, given: string): EngineError {
  return new EngineError("REVISION_MISMATCH", `${field}: the revision of ${given} does not name a place in ${wanted}`, {
    metadata: { field, revision },
  });
}

function malformed(field: string, revision: string): EngineError {
  const description = `"${revision.slice(0, 100)}" is not a revision`;
  return new EngineError("INVALID_FIELD", `${field}: ${description}`, {
    metadata: { field },
    violations: [{ field, description }],
  });
}
