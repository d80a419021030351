/**
 * Checks of Run.
 */
import type { AcceptedDefinition } from "../../core/definition/accepted-definition.js";
import type { DefinitionIntake } from "../../core/definition/definition-intake.js";
import { checkLabels, checkPayload } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type { RunRequest } from "../run-request.js";
import { checkSpec } from "./definitions.js";
import { type Findings, findings, refuse } from "./findings.js";
import { checkNamespace, checkNewFlowId, checkRequestId } from "./identifiers.js";
import { checkPriority, checkTime } from "./numbers.js";
import { checkBeginning } from "./snapshot.js";
import { checkName } from "./text.js";

/** A request that was checked: its namespace is named. */
export type Checked<Request> = Omit<Request, "namespace"> & { readonly namespace: string };

/** What was named to be run: a definition that was given along is accepted. */
export type DefinitionChoice =
  | { readonly kind: "accepted"; readonly accepted: AcceptedDefinition }
  | Exclude<RunRequest["definition"], { readonly kind: "spec" }>;

export type CheckedRun = Omit<Checked<RunRequest>, "definition"> & { readonly definition: DefinitionChoice };

const DIGEST = /^[0-9a-f]{64}$/;

/** Throws INVALID_FIELD or LIMIT_EXCEEDED, naming every field at fault. */
export function checkRun(request: RunRequest): CheckedRun {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  if (request.flowId !== undefined && request.flowId !== "") checkNewFlowId(found, request.flowId);
  checkRequestId(found, request.requestId);
  const intake = checkDefinitionChoice(found, request);
  checkPayload(found, "input", request.input);
  if (request.labels !== undefined) checkLabels(found, "labels", request.labels);
  checkTime(found, "not_before_time", request.notBeforeTime);
  checkPriority(found, "priority", request.priority);
  checkBeginning(found, request);
  refuse(found);
  const { definition } = request;
  const choice = definition.kind === "spec" ? acceptedBy(intake) : definition;
  return { ...request, namespace, definition: choice };
}

function checkDefinitionChoice(found: Findings, request: RunRequest): DefinitionIntake | undefined {
  const { definition } = request;
  if (definition === undefined) found.invalid("definition", "is required: spec, definition_digest or definition_name");
  else if (definition.kind === "spec") return checkSpec(found, definition.spec);
  else if (definition.kind === "digest") checkDigest(found, "definition_digest", definition.digest);
  else if (definition.kind === "name") {
    checkName(found, "definition_name", definition.name, LIMITS.definitionNameBytes);
  } else found.invalid("definition.kind", "must be spec, digest or name", (definition as { kind?: unknown }).kind);
  return undefined;
}

function acceptedBy(intake: DefinitionIntake | undefined): DefinitionChoice {
  if (intake === undefined) throw new Error("a definition that was not taken in");
  return { kind: "accepted", accepted: intake.accepted };
}

export function checkDigest(found: Findings, field: string, digest: unknown): void {
  if (digest === undefined || digest === "") found.invalid(field, "is required");
  else if (typeof digest !== "string" || !DIGEST.test(digest)) {
    found.invalid(field, "must be a SHA-256 as 64 lower-case hexadecimal digits", digest);
  }
}

/** The labels of a flow: those of its definition, overridden by those of Run. LIMIT_EXCEEDED where they are too many. */
export function flowLabels(
  ofDefinition: Readonly<Record<string, string>>,
  ofRun: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const labels = { ...ofDefinition, ...ofRun };
  const count = Object.keys(labels).length;
  if (count > LIMITS.labels) {
    const found = findings();
    found.tooMuch("labels", "labels together with the definition's", LIMITS.labels, count);
    refuse(found);
  }
  return labels;
}
