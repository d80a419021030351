/**
 * GetFlowDetails: one flow as it is stored now, and a page of its tasks.
 */
import type { CompiledDefinition, CompiledNode } from "../../core/definition/compiled-definition.js";
import { LIMITS } from "../../core/limits.js";
import { headerSegmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { checkGetFlowDetails } from "../checks/index.js";
import { flowNotFound } from "../commit/read-copies.js";
import type { CallContext } from "../engine.js";
import { EngineError } from "../engine-error.js";
import type { Machinery } from "../machinery.js";
import type { GetFlowDetailsRequest, GetFlowDetailsResponse } from "../requests.js";
import type { TaskDetails } from "../values.js";
import { flowValue, viewOfRecord } from "../views/flow-value.js";
import { pageToken, parsePageToken } from "../views/page-token.js";
import { parseFlowRevision } from "../views/revision.js";
import { lookUp } from "../views/stored-payloads.js";
import { payloadsOf, type TaskSource, taskDetails, taskSummary } from "../views/task-value.js";
import { Wakeup } from "../waiting.js";

/** What a task without payloads takes in a page, roughly; bytes. */
const SUMMARY_BYTES = 300;
const LOOK_INTERVAL_MS = 1_000;

/** Throws FLOW_NOT_FOUND, TASK_NOT_FOUND (of `taskIds` and `dependenciesOf`), or DEADLINE_EXCEEDED where `minRevision` is not reached. */
export async function getFlowDetails(
  machinery: Machinery,
  request: GetFlowDetailsRequest,
  call: CallContext = {},
): Promise<GetFlowDetailsResponse> {
  const checked = checkGetFlowDetails(request);
  const id = headerSegmentId(checked.namespace, checked.flowId);
  const { minRevision } = checked;
  const waits = minRevision !== undefined && minRevision !== "";
  const record = waits ? await readFrom(machinery, id, minRevision, call) : await read(machinery, id);
  const view = checked.view ?? "SUMMARY";
  const { flow, address } = record;
  const definition = await machinery.definitions.load(address.namespace, flow.definitionDigest);
  const page = view === "SUMMARY" ? { sources: [], nextPageToken: "" } : selectPage(record, definition, checked);
  const payloads =
    view === "FULL" ? [flow.input, flow.failure?.body, ...page.sources.flatMap(({ entry }) => payloadsOf(entry))] : [];
  const lookup = await lookUp(
    machinery.store.payloads,
    payloads.filter((payload) => payload !== undefined),
  );
  return {
    flow: flowValue(address, viewOfRecord(record), view === "FULL" ? lookup : undefined),
    tasks: page.sources.map(
      (source): TaskDetails => (view === "FULL" ? taskDetails(source, lookup) : taskSummary(source)),
    ),
    nextPageToken: page.nextPageToken,
  };
}

async function read(machinery: Machinery, id: string): Promise<SegmentRecord> {
  const [record] = await machinery.store.segments.read([id]);
  if (record === undefined) throw flowNotFound(id);
  return record;
}

/** Reads until the flow has reached the revision. */
async function readFrom(machinery: Machinery, id: string, revision: string, call: CallContext): Promise<SegmentRecord> {
  const wanted = parseFlowRevision("min_revision", revision);
  const wakeup = new Wakeup();
  const stop = machinery.signals.listen(id, wakeup.wake);
  try {
    for (;;) {
      const record = await read(machinery, id);
      if (record.address.incarnation !== wanted.incarnation) {
        throw new EngineError("REVISION_MISMATCH", "min_revision is of another run of this flow id", {
          metadata: { field: "min_revision", revision },
        });
      }
      if (record.version >= wanted.version) return record;
      const left = call.deadline === undefined ? LOOK_INTERVAL_MS : call.deadline - Date.now();
      if (left <= 0) throw new EngineError("DEADLINE_EXCEEDED", `the flow has not reached revision ${revision}`);
      await wakeup.wait(machinery.environment, Math.min(left, LOOK_INTERVAL_MS), call.signal);
    }
  } finally {
    stop();
  }
}

interface Page {
  readonly sources: readonly TaskSource[];
  readonly nextPageToken: string;
}

type PageRequest = Omit<GetFlowDetailsRequest, "pageSize"> & { readonly pageSize: number };

/** The tasks in definition order, from the token on, until the page is full. */
function selectPage(record: SegmentRecord, definition: CompiledDefinition, request: PageRequest): Page {
  const wanted = selection(definition, request);
  const sources: TaskSource[] = [];
  let bytes = 0;
  for (let place = placeOf(request, record); place < wanted.nodes.length; place += 1) {
    const node = wanted.nodes[place];
    const entry = node === undefined ? undefined : record.nodes.get(node.number);
    if (node === undefined || !wanted.matches(node, entry?.state ?? "PENDING")) continue;
    const source = { definition, header: record.flow, node, entry };
    bytes += request.view === "FULL" ? fullBytes(source) : SUMMARY_BYTES;
    if (sources.length > 0 && (sources.length === request.pageSize || bytes > LIMITS.pageBytes)) {
      return { sources, nextPageToken: pageToken([record.address.incarnation, place]) };
    }
    sources.push(source);
  }
  return { sources, nextPageToken: "" };
}

/** Where the page begins. A token of an earlier run of the id would mix two flows. */
function placeOf({ pageToken: token = "" }: PageRequest, { address }: SegmentRecord): number {
  if (token === "") return 0;
  const [incarnation, place] = parsePageToken(token, ["string", "number"]);
  if (incarnation === address.incarnation) return Number(place);
  throw new EngineError("REVISION_MISMATCH", "page_token is of another run of this flow id", {
    metadata: { field: "page_token", revision: token },
  });
}

/** The nodes that the request names, and which of them match. */
function selection(definition: CompiledDefinition, request: PageRequest) {
  const { states = [], taskIds = [], taskIdPrefix = "", dependenciesOf = "" } = request;
  const ids = new Set(taskIds);
  const unknown = taskIds.find((taskId) => !definition.numberByName.has(taskId));
  if (unknown !== undefined) throw taskNotFound(request, unknown);
  const wantedStates = new Set<string>(states);
  const matches = (node: CompiledNode, state: string) =>
    (wantedStates.size === 0 || wantedStates.has(state)) &&
    (ids.size === 0 || ids.has(node.task.name)) &&
    node.task.name.startsWith(taskIdPrefix);
  if (dependenciesOf === "") return { nodes: definition.nodes, matches };
  const number = definition.numberByName.get(dependenciesOf);
  const node = number === undefined ? undefined : definition.nodes[number];
  if (node === undefined) throw taskNotFound(request, dependenciesOf);
  const numbers = [...node.reads].sort((a, b) => a - b);
  return { nodes: numbers.map((dependency) => definition.nodes[dependency]), matches };
}

function taskNotFound({ flowId }: PageRequest, taskId: string): EngineError {
  return new EngineError("TASK_NOT_FOUND", `flow ${flowId} has no task ${taskId}`, {
    metadata: { flow_id: flowId, task_id: taskId },
  });
}

function fullBytes({ node, entry }: TaskSource): number {
  const payloads = payloadsOf(entry).reduce((sum, { size }) => sum + size, 0);
  return SUMMARY_BYTES + (node.task.input?.data.length ?? 0) + payloads + (entry?.history?.length ?? 0) * SUMMARY_BYTES;
}
