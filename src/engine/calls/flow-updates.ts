/**
 * What a watch tells of a flow: the flow, and its tasks that changed after a version, in as many updates as fit into
 * messages.
 */
import type { CompiledDefinition } from "../../core/definition/compiled-definition.js";
import { LIMITS } from "../../core/limits.js";
import { nodeOfEntry } from "../../core/state/planned.js";
import { tasksInOrder } from "../../core/state/task-causes.js";
import { ItemsBeside } from "../long-lists/items-beside.js";
import type { Machinery } from "../machinery.js";
import type { WatchFlowFrame } from "../requests.js";
import type { Flow, TaskDetails } from "../values.js";
import { flowValue, viewOfRecord } from "../views/flow-value.js";
import { lookUp } from "../views/stored-payloads.js";
import { payloadsShown, type ShownTask, shownTask, taskDetails } from "../views/task-details.js";
import type { TaskSource } from "../views/task-value.js";
import type { SeenSegment } from "../watching/looks.js";

export interface FlowUpdate {
  readonly flow: Flow;
  readonly tasks: readonly TaskDetails[];
  /** With it everything has been told. */
  readonly last: boolean;
}

export type View = "SUMMARY" | "TASKS" | "FULL";

/** What was made of a segment as it was seen, by what its watches have been told before. */
const shared = new WeakMap<SeenSegment, Map<string, Promise<readonly FlowUpdate[]>>>();

/** Made once for all watches that saw the segment in one look and were told as much before. */
export async function* flowUpdates(
  machinery: Machinery,
  seen: SeenSegment,
  since: number,
  view: View,
): AsyncGenerator<FlowUpdate> {
  // Payloads are read for one watch at a time, as fast as it takes them.
  if (view === "FULL") yield* madeUpdates(machinery, seen, since, view);
  else yield* await sharedUpdates(machinery, seen, since, view);
}

function sharedUpdates(
  machinery: Machinery,
  seen: SeenSegment,
  since: number,
  view: View,
): Promise<readonly FlowUpdate[]> {
  const ofSeen = shared.get(seen) ?? new Map<string, Promise<readonly FlowUpdate[]>>();
  shared.set(seen, ofSeen);
  const key = view === "SUMMARY" ? view : `${view} ${since}`;
  const known = ofSeen.get(key);
  if (known !== undefined) return known;
  const updates = gathered(madeUpdates(machinery, seen, since, view));
  ofSeen.set(key, updates);
  // What could not be read for those that wait now is read anew for the next.
  updates.catch(() => ofSeen.delete(key));
  return updates;
}

async function gathered(updates: AsyncIterable<FlowUpdate>): Promise<readonly FlowUpdate[]> {
  const all: FlowUpdate[] = [];
  for await (const update of updates) all.push(update);
  return all;
}

async function* madeUpdates(
  machinery: Machinery,
  record: SeenSegment,
  since: number,
  view: View,
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
  let told = 0;
  for (const chunk of chunked(changed, view)) {
    told += chunk.length;
    const lookup = await lookUp(machinery.store.payloads, chunk.flatMap(payloadsShown));
    yield { flow, tasks: chunk.map((task) => taskDetails(task, lookup)), last: told === changed.length };
  }
}

/** At the beginning the tasks that nothing has happened to are among them. */
async function changedTasks(
  { store }: Machinery,
  { address: run, flow: header, nodes: entries }: SeenSegment,
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

/** The last frame that told of an update: the next watch that tells it most often tells the same. */
const frames = new WeakMap<FlowUpdate, WatchFlowFrame>();

export function updateFrame(update: FlowUpdate, revision: string): WatchFlowFrame {
  const made = frames.get(update);
  if (made?.revision === revision) return made;
  const frame = { kind: "update", revision, flow: update.flow, tasks: update.tasks } as const;
  frames.set(update, frame);
  return frame;
}

/** At least one chunk, the flow itself may be all that changed. */
function* chunked(sources: readonly TaskSource[], view: "TASKS" | "FULL"): Generator<readonly ShownTask[]> {
  let chunk: ShownTask[] = [];
  let bytes = 0;
  for (const source of sources) {
    const task = shownTask(source, view);
    if (chunk.length > 0 && (chunk.length === LIMITS.pageSize || bytes + task.bytes > LIMITS.pageBytes)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(task);
    bytes += task.bytes;
  }
  yield chunk;
}
