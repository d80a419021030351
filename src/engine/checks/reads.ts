/**
 * Checks of the calls that read: GetFlowDetails, ExplainTask, ListFlows, WatchFlow, GetDefinition, ListDefinitions.
 */
import { checkLabels } from "../../core/definition/field-checks.js";
import { LIMITS } from "../../core/limits.js";
import type { ListDefinitionsRequest } from "../engine.js";
import type { ExplainTaskRequest } from "../explanation.js";
import type { GetFlowDetailsRequest, ListFlowsRequest, WatchFlowRequest } from "../requests.js";
import { findings, refuse } from "./findings.js";
import { checkFlowId, checkNamespace, checkOpaque, checkRootFlowId, checkTaskId } from "./identifiers.js";
import { checkTime, pageSize } from "./numbers.js";
import { type Checked, checkDigest } from "./run.js";
import { checkName, checkProse } from "./text.js";

/** A paged request that was checked: its page size is within the cap. */
export type CheckedPage<Request> = Omit<Checked<Request>, "pageSize"> & { readonly pageSize: number };

export function checkGetFlowDetails(request: GetFlowDetailsRequest): CheckedPage<GetFlowDetailsRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  checkFlowId(found, request.flowId);
  const taskIds = request.taskIds ?? [];
  if (taskIds.length > LIMITS.batchItems) found.tooMuch("task_ids", "tasks", LIMITS.batchItems, taskIds.length);
  else {
    taskIds.forEach((taskId, index) => {
      checkTaskId(found, taskId, `task_ids[${index}]`);
    });
  }
  if (isGiven(request.dependenciesOf)) checkTaskId(found, request.dependenciesOf, "dependencies_of");
  if (isGiven(request.taskIdPrefix)) checkTaskId(found, request.taskIdPrefix, "task_id_prefix");
  checkOpaque(found, "page_token", request.pageToken);
  checkOpaque(found, "min_revision", request.minRevision);
  refuse(found);
  return { ...request, namespace, pageSize: pageSize(request.pageSize) };
}

export function checkExplainTask(request: ExplainTaskRequest): Checked<ExplainTaskRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  checkFlowId(found, request.flowId);
  checkTaskId(found, request.taskId, "task_id");
  refuse(found);
  return { ...request, namespace };
}

/** Of a call that asks about a namespace as a whole. */
export function checkNamespaceAlone(request: { readonly namespace?: string }): { readonly namespace: string } {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  refuse(found);
  return { namespace };
}

export function checkListFlows(request: ListFlowsRequest): CheckedPage<ListFlowsRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  const names = request.names ?? [];
  names.forEach((name) => {
    checkProse(found, "name", name, LIMITS.definitionNameBytes);
  });
  if (request.labels !== undefined) checkLabels(found, "labels", request.labels);
  checkTime(found, "create_time_after", request.createdAfter);
  checkTime(found, "create_time_before", request.createdBefore);
  if (isGiven(request.rootFlowId)) checkRootFlowId(found, request.rootFlowId);
  checkOpaque(found, "page_token", request.pageToken);
  refuse(found);
  return { ...request, namespace, pageSize: pageSize(request.pageSize) };
}

export function checkWatchFlow(request: WatchFlowRequest): Checked<WatchFlowRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  if (isGiven(request.flowId)) checkFlowId(found, request.flowId);
  checkOpaque(found, "since_revision", request.sinceRevision);
  refuse(found);
  return { ...request, namespace };
}

/** Exactly one of digest and name says which. */
export interface DefinitionKey {
  readonly namespace?: string;
  readonly digest?: string;
  readonly name?: string;
}

export function checkGetDefinition(request: DefinitionKey): Checked<DefinitionKey> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  if ((request.digest === undefined) === (request.name === undefined)) {
    found.invalid("key", "must be exactly one of digest and name");
  } else if (request.digest !== undefined) checkDigest(found, "digest", request.digest);
  else checkName(found, "name", request.name, LIMITS.definitionNameBytes);
  refuse(found);
  return { ...request, namespace };
}

export function checkListDefinitions(request: ListDefinitionsRequest): CheckedPage<ListDefinitionsRequest> {
  const found = findings();
  const namespace = checkNamespace(found, request.namespace);
  checkProse(found, "name", request.name, LIMITS.definitionNameBytes);
  checkOpaque(found, "page_token", request.pageToken);
  refuse(found);
  return { ...request, namespace, pageSize: pageSize(request.pageSize) };
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined && text !== "";
}
