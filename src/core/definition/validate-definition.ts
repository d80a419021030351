/**
 * Validates a definition as callers give it, whole, before anything is written.
 */
import type { FlowDefinition } from "./definition.js";
import type { DefinitionFault } from "./definition-fault.js";
import { DefinitionIntake } from "./definition-intake.js";
import { atOnce } from "./stepwise.js";

export type { DefinitionFault, DefinitionFaultReason } from "./definition-fault.js";

/**
 * Everything that is wrong with the definition, at most 100 faults: first the fields in their order, then how the tasks
 * hang together. Empty = it is valid. O(tasks + dependencies).
 */
export function validateDefinition(definition: FlowDefinition): readonly DefinitionFault[] {
  return takeIn(definition).faults;
}

/** The definition is taken in whole: what is wrong with it, or what was accepted. */
export function takeIn({ tasks, ...settings }: FlowDefinition): DefinitionIntake {
  const intake = new DefinitionIntake(settings);
  intake.add(tasks);
  atOnce(intake.finish());
  return intake;
}
