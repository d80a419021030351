/**
 * Checks of who is asked to decide, and when.
 */
import { LIMITS } from "../limits.js";
import type { Evaluate, Phase } from "./definition.js";
import type { DefinitionFaults } from "./definition-fault.js";
import { checkText, isObject } from "./field-checks.js";

/** `allowed`: the phases that there are for a task, or for a flow. */
export function checkEvaluate(
  faults: DefinitionFaults,
  path: string,
  evaluate: Evaluate,
  allowed: readonly Phase[],
): void {
  if (!isObject(evaluate) || !Array.isArray(evaluate.phases)) {
    faults.invalid(path, "must be an object with a queue and a list of phases");
    return;
  }
  const { queue, phases } = evaluate;
  checkText(faults, `${path}.queue`, queue, LIMITS.queueBytes, true);
  if (phases.length === 0) faults.invalid(`${path}.phases`, "must name a phase");
  for (const [index, phase] of phases.entries()) {
    const place = `${path}.phases[${index}]`;
    if (!allowed.includes(phase)) faults.invalid(place, `must be ${allowed.join(" or ")}`, phase);
    else if (phases.indexOf(phase) < index) faults.invalid(place, "must be named once", phase);
  }
}
