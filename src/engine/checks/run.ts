/**
 * Checks of the calls that bring definitions: Run and PutDefinition.
 */
import type { FlowDefinition } from "../../core/definition/definition.js";
import { checkLabels, checkPayload } from "../../core/definition/field-checks.js";
import { validateDefinition } from "../../core/definition/validate-definition.js";
import { LIMITS } from "../../core/limits.js";
import type { PutDefinitionRequest, RunRequest } from "../requests.js";
import { type Findings, findings, refuse } from "./findings.js";
import { checkNamespace, checkNewFlowId, checkRequestId } from "./identifiers.js";
import { checkPriority, checkTime } from "./numbers.js";
import { checkName } from "./text.js";

/** A request that was checked: its namespace is named. */
export type Checked<Request> = Omit<Request, "namespace"> & { readonly namespace: string };

const DIGEST = /^[0-9a-f]{64}$/;

/** Throws INVALID_FIELD or LIMIT_EXCEEDED, naming every field at fault. */
export function checkRun(request: RunRequest): Checked<RunRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  if (request.flowId !== undefined && request.flowId !== "") checkNewFlowId(found, request.flowId);
  checkRequestId(found, request.requestId);
  checkDefinitionChoice(found, request);
  checkPayload(found, "input", request.input);
  if (request.labels !== undefined) checkLabels(found, "labels", request.labels);
  checkTime(found, "not_before_time", request.notBeforeTime);
  checkPriority(found, "priority", request.priority);
  refuse(found);
  return { ...request, namespace };
}

function checkDefinitionChoice(found: Findings, request: RunRequest): void {
  const { definition } = request;
  if (definition === undefined) found.invalid("definition", "is required: spec, definition_digest or definition_name");
  else if (definition.kind === "spec") checkSpec(found, definition.spec);
  else if (definition.kind === "digest") checkDigest(found, "definition_digest", definition.digest);
  else if (definition.kind === "name") {
    checkName(found, "definition_name", definition.name, LIMITS.definitionNameBytes);
  } else found.invalid("definition.kind", "must be spec, digest or name", (definition as { kind?: unknown }).kind);
}

/** Fields and graph, as the core judges them. */
function checkSpec(found: Findings, spec: FlowDefinition | undefined): void {
  if (spec === undefined || spec === null) {
    found.invalid("spec", "is required");
    return;
  }
  for (const { path, reason, message, metadata } of validateDefinition(spec)) {
    found.add(`spec.${path}`, reason, message, metadata);
  }
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

export function checkPutDefinition(request: PutDefinitionRequest): Checked<PutDefinitionRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  if (request.spec?.name === "") found.invalid("spec.name", "is required to put a definition");
  checkSpec(found, request.spec);
  refuse(found);
  return { ...request, namespace };
}
