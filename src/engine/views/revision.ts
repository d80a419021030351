/**
 * Revisions: opaque positions. One kind is a flow's, naming its run and version; the other is a namespace's, a place in
 * the store's history. One given for the other is refused.
 */
import type { Position } from "../../core/command.js";
import { ByteReader } from "../../core/definition/byte-reader.js";
import { ByteWriter } from "../../core/definition/byte-writer.js";
import { EngineError } from "../engine-error.js";

const FLOW = "f";
const PARTS = "p";
const NAMESPACE = "n";

export function flowRevision({ incarnation, version, segment = 0 }: Position): string {
  return `${FLOW}.${version}.${incarnation}${segment === 0 ? "" : `.${segment}`}`;
}

/** The versions of all segments of a large flow, in their order. */
export interface PartsPosition {
  readonly incarnation: string;
  readonly versions: readonly number[];
}

export function partsRevision({ incarnation, versions }: PartsPosition): string {
  const bytes = new ByteWriter();
  for (const version of versions) bytes.count(version);
  return `${PARTS}.${Buffer.from(bytes.bytes()).toString("base64url")}.${incarnation}`;
}

/**
 * Where a watch of a large flow goes on: what a revision of another kind does not name has not been seen. Throws as
 * `parseFlowRevision` does.
 */
export function parsePartsRevision(field: string, revision: string): PartsPosition {
  const [kind, encoded = "", incarnation = ""] = revision.split(".");
  if (kind !== PARTS) {
    const { segment = 0, ...position } = parseFlowRevision(field, revision);
    const versions = Array.from({ length: segment + 1 }, (_, index) => (index === segment ? position.version : 0));
    return { incarnation: position.incarnation, versions };
  }
  const versions = versionsOf(encoded);
  if (versions === undefined || incarnation === "") throw malformed(field, revision);
  return { incarnation, versions };
}

function versionsOf(encoded: string): readonly number[] | undefined {
  const bytes = new ByteReader(Buffer.from(encoded, "base64url"));
  const versions: number[] = [];
  try {
    while (!bytes.atEnd) versions.push(bytes.count());
    return versions;
  } catch {
    return undefined;
  }
}

export function namespaceRevision(position: string): string {
  return `${NAMESPACE}.${Buffer.from(position).toString("base64url")}`;
}

/** Throws REVISION_MISMATCH for a namespace's, INVALID_FIELD for what is none. */
export function parseFlowRevision(field: string, revision: string): Position {
  const [kind, version = "", incarnation = "", segment = "0"] = revision.split(".");
  if (kind === NAMESPACE) throw mismatch(field, revision, "a flow", "a namespace");
  // What all segments had reached when it was given has been reached for good.
  if (kind === PARTS && incarnation !== "") return { incarnation, version: 0 };
  const isNumber = (text: string) => /^\d{1,15}$/.test(text);
  if (kind !== FLOW || !isNumber(version) || incarnation === "" || !isNumber(segment)) throw malformed(field, revision);
  return { incarnation, version: Number(version), ...(segment !== "0" && { segment: Number(segment) }) };
}

/** Throws REVISION_MISMATCH for a flow's, INVALID_FIELD for what is none. */
export function parseNamespaceRevision(field: string, revision: string): string {
  const [kind, position = ""] = revision.split(".");
  if (kind === FLOW || kind === PARTS) throw mismatch(field, revision, "a namespace", "a flow");
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
