/**
 * Which segments of a large definition tasks are in that are named, many at once.
 */
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import type { Machinery } from "../machinery.js";

/**
 * The segments beyond the first that may have tasks of these names, one after the other: they are many where the names
 * are. Throws DEFINITION_NOT_FOUND.
 */
export async function* segmentsNaming(
  { definitions }: Machinery,
  namespace: string,
  { digest, numberByName }: CompiledDefinition,
  names: readonly string[],
): AsyncGenerator<CompiledDefinition> {
  const segments = new Set<number>();
  for (const name of names) {
    if (numberByName.has(name)) continue;
    for (const segment of await definitions.segmentsOf(namespace, digest, name)) segments.add(segment);
  }
  segments.delete(0);
  for (const segment of segments) yield definitions.load(namespace, digest, segment);
}
