/**
 * Checks of the calls that read: GetFlowDetails, ListFlows, WatchFlow, GetDefinition, ListDefinitions.
 */
import { LIMITS } from "../../core/limits.js";
import type { ListDefinitionsRequest } from "../engine.js";
import type { GetFlowDetailsRequest, ListFlowsRequest, WatchFlowRequest } from "../requests.js";
import { type Findings, invalid, refuse, tooMuch } from "./findings.js";
import { checkFlowId, checkNamespace, checkOpaque, checkTaskId } from "./identifiers.js";
import { checkTime, pageSize } from "./numbers.js";
import { checkLabels } from "./payload.js";
import { type Checked, checkDigest } from "./run.js";
import { checkName, checkProse } from "./text.js";

const NAME_BYTES = 255;

/** A paged request that was checked: its page size is within the cap. */
export type CheckedPage<Request> = Omit<Checked<Request>, "pageSize"> & { readonly pageSize: number };

export function checkGetFlowDetails(request: GetFlowDetailsRequest): CheckedPage<GetFlowDetailsRequest> {
  const found: Findings = [];
  const namespace = checkNamespace(found, request.namespace);
  checkFlowId(found, request.flowId);
  const taskIds = request.taskIds ?? [];
  if (taskIds.length > LIMITS.batchItems) tooMuch(found, "task_ids", "tasks", LIMITS.batchItems, taskIds.length);
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

export function checkListFlows(request: ListFlowsRequest): CheckedPage<ListFlowsRequest> {
  const found: Findings = [];
  const namespace = checkNamespace(found, request.namespace);
  const names = request.names ?? [];
  names.forEach((name) => {
    checkProse(found, "name", name, NAME_BYTES);
  });
  checkLabels(found, "labels", request.labels);
  checkTime(found, "create_time_after", request.createdAfter);
  checkTime(found, "create_time_before", request.createdBefore);
  checkOpaque(found, "page_token", request.pageToken);
  refuse(found);
  return { ...request, namespace, pageSize: pageSize(request.pageSize) };
}

export function checkWatchFlow(request: WatchFlowRequest): Checked<WatchFlowRequest> {
  const found: Findings = [];
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
  const found: Findings = [];
  const namespace = checkNamespace(found, request.namespace);
  if ((request.digest === undefined) === (request.name === undefined)) {
    invalid(found, "key", "must be exactly one of digest and name");
  } else if (request.digest !== undefined) checkDigest(found, "digest", request.digest);
  else checkName(found, "name", request.name, NAME_BYTES);
  refuse(found);
  return { ...request, namespace };
}

export function checkListDefinitions(request: ListDefinitionsRequest): CheckedPage<ListDefinitionsRequest> {
  const found: Findings = [];
  const namespace = checkNamespace(found, request.namespace);
  checkProse(found, "name", request.name, NAME_BYTES);
  checkOpaque(found, "page_token", request.pageToken);
  refuse(found);
  return { ...request, namespace, pageSize: pageSize(request.pageSize) };
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined && text !== "";
}
