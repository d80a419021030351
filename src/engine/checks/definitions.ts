/**
 * Checks of definitions: of those that come whole with Run and PutDefinition, and of those that come in pieces.
 */
import type { AcceptedDefinition } from "../../core/definition/accepted-definition.js";
import type { FlowDefinition, FlowSettings, TaskDefinition } from "../../core/definition/definition.js";
import { DefinitionIntake } from "../../core/definition/definition-intake.js";
import type { Stepwise } from "../../core/definition/stepwise.js";
import { takeIn } from "../../core/definition/validate-definition.js";
import { LIMITS } from "../../core/limits.js";
import type { ImportDefinitionRequest, PutDefinitionRequest } from "../requests.js";
import { type Findings, findings, refuse } from "./findings.js";
import { checkNamespace } from "./identifiers.js";

/** Fields and graph, as the core judges them. */
export function checkSpec(
  found: Findings,
  spec: FlowDefinition | undefined,
  path = "spec",
): DefinitionIntake | undefined {
  if (spec === undefined || spec === null) {
    found.invalid(path, "is required");
    return undefined;
  }
  const limit = LIMITS.tasksPerMessage;
  if (spec.tasks?.length > limit) {
    found.tooMuch(`${path}.tasks`, "tasks in one message (ImportDefinition takes more)", limit, spec.tasks.length);
    return undefined;
  }
  const intake = takeIn(spec);
  if (intake.taskCount > limit)
    found.tooMuch(`${path}.tasks`, "tasks with those of nested flows", limit, intake.taskCount);
  addFaults(found, intake, path);
  return intake;
}

/** What is wrong with a definition, as fields of the request. */
function addFaults(found: Findings, { faults }: DefinitionIntake, within = "spec"): void {
  for (const { path, reason, message, metadata } of faults) found.add(`${within}.${path}`, reason, message, metadata);
}

export interface CheckedPut {
  readonly namespace: string;
  readonly accepted: AcceptedDefinition;
}

export function checkPutDefinition(request: PutDefinitionRequest): CheckedPut {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  if (request.spec !== undefined && request.spec !== null) checkPutName(found, request.spec);
  const intake = checkSpec(found, request.spec);
  refuse(found);
  if (intake === undefined) throw new Error("a definition that was not taken in");
  return { namespace, accepted: intake.accepted };
}

/** Who puts a definition wants to find it by its name. */
function checkPutName(found: Findings, { name }: FlowSettings): void {
  if (name === "") found.invalid("spec.name", "is required to put a definition");
}

/** What comes first of an import: all but the tasks. */
export function checkImport(request: ImportDefinitionRequest) {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  checkPutName(found, request.settings);
  const intake = new DefinitionIntake(request.settings);
  addFaults(found, intake);
  refuse(found);
  return { namespace, intake };
}

/** The next tasks of an import. Throws where they, or those before, are not to be accepted. */
export function checkImported(intake: DefinitionIntake, tasks: readonly TaskDefinition[]): void {
  const found = findings();
  const limit = LIMITS.tasksPerMessage;
  const before = intake.taskCount;
  if (tasks.length > limit) found.tooMuch("spec.tasks", "tasks in one message", limit, tasks.length);
  else intake.add(tasks);
  const added = intake.taskCount - before;
  if (added > limit) found.tooMuch("spec.tasks", "tasks with those of nested flows in one message", limit, added);
  addFaults(found, intake);
  refuse(found);
}

/** All tasks of an import have come: what was accepted. */
export function* checkImportEnd(intake: DefinitionIntake): Stepwise<AcceptedDefinition> {
  const found = findings();
  yield* intake.finish();
  addFaults(found, intake);
  refuse(found);
  return intake.accepted;
}
