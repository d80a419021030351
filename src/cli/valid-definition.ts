/**
 * The definition in a file, checked as a server checks it.
 */
import type { FlowDefinition } from "../core/definition/definition.js";
import { validateDefinition } from "../core/definition/validate-definition.js";
import { flowDefinitionOf } from "../service/messages/flow-spec.js";
import { DefinitionFaulty, definitionError, placedFaults } from "./definition-faults.js";
import { readDefinition } from "./read-definition.js";

/** Throws DefinitionFaulty with all that is known to be wrong. */
export async function validDefinition(name: string): Promise<FlowDefinition> {
  const file = await readDefinition(name);
  try {
    const definition = flowDefinitionOf(file.spec, "spec");
    const faults = validateDefinition(definition);
    if (faults.length === 0) return definition;
    throw new DefinitionFaulty(file.name, placedFaults(file, faults));
  } catch (error) {
    throw definitionError(file, error);
  }
}
