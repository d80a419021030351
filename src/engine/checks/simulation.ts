/**
 * Checks of SimulateFlow.
 */

import type { FlowDefinition } from "../../core/definition/definition.js";
import { checkDuration } from "../../core/definition/field-checks.js";
import { itemsOf } from "../../core/definition/for-each.js";
import { LIMITS } from "../../core/limits.js";
import type { Assumption } from "../../core/simulation/simulation.js";
import type { SimulateFlowRequest } from "../simulation.js";
import { checkSpec } from "./definitions.js";
import { type Findings, findings, refuse } from "./findings.js";
import { checkFlowId, checkNamespace } from "./identifiers.js";
import { type Checked, checkDigest } from "./run.js";
import { checkName } from "./text.js";

const COUNT_MAX = 4_294_967_295;

export function checkSimulateFlow(request: SimulateFlowRequest): Checked<SimulateFlowRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  const { subject, defaultAssumption, assumptions = {}, slots } = request;
  if (subject === undefined) {
    found.invalid("subject", "is required: spec, definition_digest, definition_name or flow_id");
  } else if (subject.kind === "spec") {
    const count = subject.spec?.tasks?.length;
    if (count > LIMITS.simulatedTasks) tooManyTasks(found, "spec.tasks", count);
    else {
      checkSpec(found, subject.spec);
      refuse(found);
      checkItems(found, "spec.tasks", subject.spec);
    }
  } else if (subject.kind === "digest") checkDigest(found, "definition_digest", subject.digest);
  else if (subject.kind === "flow") checkFlowId(found, subject.flowId);
  else checkName(found, "definition_name", subject.name, LIMITS.definitionNameBytes);
  checkAssumption(found, "default_assumption", defaultAssumption);
  const named = Object.entries(assumptions);
  if (named.length > LIMITS.simulatedTasks) {
    found.tooMuch("assumptions", "assumptions", LIMITS.simulatedTasks, named.length);
  } else for (const [name, assumption] of named) checkAssumption(found, `assumptions["${name}"]`, assumption);
  checkCount(found, "slots", slots);
  refuse(found);
  return { ...request, namespace };
}

/** Of what was stored: it has no more tasks than may be simulated, items of lists included, and those that are named. */
export function checkSimulated(
  { assumptions = {} }: SimulateFlowRequest,
  taskCount: number,
  has: (name: string) => boolean,
  spec?: FlowDefinition,
): void {
  const found = findings();
  if (spec !== undefined) checkItems(found, "subject", spec);
  if (taskCount > LIMITS.simulatedTasks) tooManyTasks(found, "subject", taskCount);
  for (const name of Object.keys(assumptions)) {
    if (!has(name)) found.invalid(`assumptions["${name}"]`, "names no task of the definition");
  }
  refuse(found);
}

/** The tasks of a sound definition with the items that it names. */
function checkItems(found: Findings, field: string, { tasks }: FlowDefinition): void {
  const items = tasks.reduce((sum, { forEach }) => sum + (forEach === undefined ? 0 : itemsOf(forEach).count), 0);
  if (tasks.length + items > LIMITS.simulatedTasks) tooManyTasks(found, field, tasks.length + items);
}

function tooManyTasks(found: Findings, field: string, count: number): void {
  found.tooMuch(field, "tasks and items in a simulation", LIMITS.simulatedTasks, count);
}

function checkAssumption(found: Findings, field: string, assumption: Partial<Assumption> | undefined): void {
  if (assumption === undefined) return;
  const { durationMs, outcome, failures } = assumption;
  checkDuration(found, `${field}.duration`, durationMs, 0);
  if (outcome !== undefined && outcome !== "SUCCEED" && outcome !== "FAIL") {
    found.invalid(`${field}.outcome`, "must be SUCCEED or FAIL", outcome);
  }
  checkCount(found, `${field}.failures`, failures);
}

function checkCount(found: Findings, field: string, count: number | undefined): void {
  if (count === undefined) return;
  if (!Number.isSafeInteger(count) || count < 0 || count > COUNT_MAX) {
    found.invalid(field, `must be a whole number from 0 to ${COUNT_MAX}`, count);
  }
}
