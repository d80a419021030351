/**
 * What revisions say: "f.<version>.<incarnation>", of another segment than the first with its number behind;
 * "p.<the versions of all segments>.<incarnation>".
 */
import { parseFlowRevision, parsePartsRevision } from "../../../src/engine/views/revision.js";

export function incarnationOf(revision: string): string {
  return parseFlowRevision("revision", revision).incarnation;
}

/** Of one run: whether a revision tells of less than an earlier one. */
export function isBehind(revision: string, earlier: string): boolean {
  const [versions, known] = [revision, earlier].map((one) => parsePartsRevision("revision", one).versions);
  return known?.some((version, segment) => (versions?.[segment] ?? 0) < version) === true;
}
