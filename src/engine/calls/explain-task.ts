/**
 * ExplainTask: why a task does not run, or why it did.
 */
import { keyOfLimit, limitOfKeyed } from "../../core/definition/concurrency-key.js";
import { queueOf } from "../../core/state/planned.js";
import { Segment } from "../../core/state/segment.js";
import { causesOf } from "../../core/state/task-causes.js";
import { numberAmong, taskIdOf } from "../../core/state/task-id.js";
import { headerSegmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { checkExplainTask } from "../checks/index.js";
import { flowNotFound } from "../commit/read-copies.js";
import type { CallContext } from "../engine.js";
import { type FlowInSight, partOf, sourceCount, sourcesNeeded, sourcesOf } from "../explain/place.js";
import { queueView } from "../explain/queue-view.js";
import { reasonsOf } from "../explain/reasons.js";
import { rootCauses } from "../explain/root-causes.js";
import type { ExplainTaskRequest, ExplainTaskResponse, QueueView } from "../explanation.js";
import { type FoundTask, findTask, taskNotFound } from "../large-flows/read-task.js";
import type { Machinery } from "../machinery.js";
import { recordNow } from "../queues/record-now.js";
import { flowValue, viewOfRecord } from "../views/flow-value.js";
import { keyValue } from "../views/key-value.js";
import { taskSummary } from "../views/task-value.js";

/** Throws FLOW_NOT_FOUND, TASK_NOT_FOUND. */
export async function explainTask(
  machinery: Machinery,
  request: ExplainTaskRequest,
  call: CallContext = {},
): Promise<ExplainTaskResponse> {
  const checked = checkExplainTask(request);
  return machinery.explanations.during(checked.namespace, () => explained(machinery, checked), call.signal);
}

async function explained(
  machinery: Machinery,
  { namespace, flowId, taskId }: ReturnType<typeof checkExplainTask>,
): Promise<ExplainTaskResponse> {
  const id = headerSegmentId(namespace, flowId);
  const [header] = await machinery.store.segments.read([id]);
  if (header === undefined) throw flowNotFound(id);
  const found = await findTask(machinery, header, taskId);
  if (found === "NO_TASK") throw taskNotFound(flowId, taskId);
  if (found === "NO_FLOW") throw flowNotFound(id);
  const { record, definition, node, entry } = found;
  const number = numberAmong(definition, record.nodes, taskId) ?? node.number;
  const sight = { machinery, header };
  // Its indexes take as long as the flow has tasks and edges: of many that are explained at once others come in between.
  const segment = await machinery.slices.once(
    namespace,
    () => new Segment(record.address, definition, record.version, stateOf(record)),
  );
  if (entry !== undefined && !record.nodes.has(number)) segment.recalled.set(number, entry);
  const sources = (await sourcesOf(sight, found)).map(({ source }) => source);
  const causes = causesOf(definition, record.nodes, number);
  const isOffered = entry?.state === "READY" && node.task.type !== undefined;
  const queue = isOffered ? await viewOfQueue(machinery, segment, number) : undefined;
  const waitsIn = queueOf(segment.node(number), entry);
  const facts = {
    flow: header.flow,
    segment,
    number,
    sources,
    unseen: sourceCount(found) - sources.length,
    needed: sourcesNeeded(found),
    roots: sources.some(({ slot }) => slot === "DEAD") ? await rootCauses(sight, found) : [],
    causes: causes.map(([from]) => taskIdOf(definition, record.nodes, from)),
    madeReadyBy: await madeReadyBy(sight, found),
    queue,
    queueRecord: queue && (await recordNow(machinery, { namespace, queue: waitsIn })),
    key: queue && (await keyOfTask(machinery, namespace, waitsIn)),
    now: machinery.clock.now(),
  };
  return {
    flow: flowValue(header.address, viewOfRecord(header)),
    task: taskSummary({
      run: header.address,
      header: header.flow,
      node,
      number,
      entry,
      definition,
      entries: record.nodes,
    }),
    reasons: reasonsOf(facts),
    sources,
    sourcesTruncated: facts.unseen > 0,
    sourcesNeeded: facts.needed,
    ...(queue !== undefined && { queue }),
  };
}

function stateOf({ flow, nodes, links }: SegmentRecord) {
  return { flow, nodes, ...(links !== undefined && { links }) };
}

/** The concurrency key that a task of the queue needs, as it is used now. */
async function keyOfTask({ store }: Machinery, namespace: string, queue: string) {
  const limit = limitOfKeyed(queue);
  return limit === undefined
    ? undefined
    : keyValue(keyOfLimit(limit), await store.queues.read({ namespace, queue: limit }));
}

function viewOfQueue(machinery: Machinery, segment: Segment, number: number): Promise<QueueView> {
  const { namespace, flowId } = segment.address;
  const queue = queueOf(segment.node(number), segment.entry(number));
  return queueView(machinery, {
    namespace,
    flowId,
    queue,
    priority: segment.priorityOf(number),
    time: segment.rankTime,
    readyInFlow: segment.ready.count(queue),
  });
}

/** As text: which attempt of which task. */
async function madeReadyBy(sight: FlowInSight, { record, definition, entry }: FoundTask): Promise<string | undefined> {
  if (entry?.readyBy === undefined) return undefined;
  const [number, attempt, segment = definition.segment] = entry.readyBy;
  const isHere = segment === definition.segment;
  const part = isHere ? definition : await partOf(sight, segment);
  const entries = isHere ? record.nodes : new Map();
  return `attempt ${attempt} of ${taskIdOf(part, entries, number)}`;
}
