/**
 * What a watch tells of a flow: the flow, and its tasks that changed after a version, in as many updates as fit into
 * messages.
 */
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import { LIMITS } from "../../core/limits.js";
import { nodeOfEntry } from "../../core/state/planned.js";
import { tasksInOrder } from "../../core/state/task-causes.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { ItemsBeside } from "../long-lists/items-beside.js";
import type { Machinery } from "../machinery.js";
import type { WatchFlowFrame } from "../requests.js";
import type { Flow, TaskDetails } from "../values.js";
import { flowValue, viewOfRecord } from "../views/flow-value.js";
import { isTooLong } from "../views/listed-results.js";
import { lookUp } from "../views/stored-payloads.js";
import { payloadsOf, payloadsShown, type TaskSource, taskDetails, taskSummary } from "../views/task-value.js";

export interface FlowUpdate {
  readonly flow: Flow;
  readonly tasks: readonly TaskDetails[];
  /** With it everything has been told. */
  readonly last: boolean;
}

/** Changes within this of each other are told together. */
export const COALESCE_MS = 200;
const TASK_BYTES = 1_000;

export async function* flowUpdates(
  machinery: Machinery,
  record: SegmentRecord,
  since: number,
  view: "SUMMARY" | "TASKS" | "FULL",
): AsyncGenerator<FlowUpdate> {
  const { address, flow: header } = record;
  const isPart = address.segment > 0;
  const flow = flowValue(address, isPart ? await machinery.flowViews.of(address, false) : viewOfRecord(record));
  if (view === "SUMMARY") {
    yield { flow, tasks: [], last: true };
    return;
  }
  const definition = await machinery.definitions.load(address.namespace, header.definitionDigest, address.segment);
  const changed = await changedTasks(machinery, record, definition, since);
  const chunks = chunked(changed);
  for (const [index, chunk] of chunks.entries()) {
    const lookup = await lookUp(machinery.store.payloads, view === "FULL" ? chunk.flatMap(payloadsShown) : []);
    const tasks = chunk.map((source) => (view === "FULL" ? taskDetails(source, lookup) : taskSummary(source)));
    yield { flow, tasks, last: index === chunks.length - 1 };
  }
}

/** At the beginning the tasks that nothing has happened to are among them. */
async function changedTasks(
  { store }: Machinery,
  { address: run, flow: header, nodes: entries }: SegmentRecord,
  definition: CompiledDefinition,
  since: number,
): Promise<readonly TaskSource[]> {
  const beside = new ItemsBeside(store.payloads, definition, entries);
  const changed: TaskSource[] = [];
  for (const number of tasksInOrder(definition, entries)) {
    const item = beside.at(number);
    if (item !== undefined && !beside.mayBeAfter(item, since)) continue;
    const entry = item === undefined ? entries.get(number) : await beside.entry(item);
    const node = item?.node ?? nodeOfEntry(definition, number, entry);
    if (node === undefined || (entry?.version ?? 1) <= since) continue;
    changed.push({ run, header, node, number, entry, definition, entries });
  }
  return changed;
}

export function updateFrame({ flow, tasks }: FlowUpdate, revision: string): WatchFlowFrame {
  return { kind: "update", revision, flow, tasks };
}

/** At least one chunk, the flow itself may be all that changed. */
function chunked(sources: readonly TaskSource[]): TaskSource[][] {
  const chunks: TaskSource[][] = [];
  let chunk: TaskSource[] = [];
  let bytes = 0;
  for (const source of sources) {
    const size =
      TASK_BYTES +
      payloadsOf(source.entry)
        .filter((payload) => !isTooLong(payload))
        .reduce((sum, payload) => sum + payload.size, 0);
    if (chunk.length > 0 && (chunk.length === LIMITS.pageSize || bytes + size > LIMITS.pageBytes)) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(source);
    bytes += size;
  }
  return [...chunks, chunk];
}
