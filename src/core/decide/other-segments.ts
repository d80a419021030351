/**
 * Whom segment 0 of a large flow gives orders.
 */
import type { CompiledDefinition } from "../definition/compiled-definition.js";

export function otherSegments({ segmentCount }: CompiledDefinition): readonly number[] {
  return Array.from({ length: segmentCount - 1 }, (_, index) => index + 1);
}
