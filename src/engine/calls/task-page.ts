/**
 * A page of a flow's tasks: segment by segment, in each in definition order.
 */
import type { CompiledDefinition, CompiledNode, NodeAddress } from "../../core/definition/compiled-definition.js";
import { LIMITS } from "../../core/limits.js";
import { nodeOfEntry } from "../../core/state/planned.js";
import { tasksInOrder } from "../../core/state/task-causes.js";
import { numberAmong } from "../../core/state/task-id.js";
import { segmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { flowNotFound } from "../commit/read-copies.js";
import { findTask, taskNotFound } from "../large-flows/read-task.js";
import { segmentOfTask } from "../large-flows/task-segment.js";
import { type ItemBeside, ItemsBeside } from "../long-lists/items-beside.js";
import type { Machinery } from "../machinery.js";
import type { GetFlowDetailsRequest } from "../requests.js";
import { type ShownTask, shownTask } from "../views/task-details.js";
import type { TaskSource } from "../views/task-value.js";
import {
  indexFrom,
  type PagePlace,
  parsedToken,
  placeOfToken,
  placeToken,
  startOfSegment,
  whichTask,
} from "./page-place.js";

/** A filtered page looks through so many segments; it may be empty, with a token to go on. */
const SEGMENTS_LOOKED_AT = 32;
/** A page that asks for states asks of so many segments whether they have any. */
const SEGMENTS_COUNTED = 500;
/** A page that looks for states of items of long lists reads so many blocks of these. */
const BLOCKS_READ = 32;
/** Up to so many nodes of a segment are read apart from the rest. */
const NODES_READ_APART = 256;
const NO_ENTRIES: SegmentRecord["nodes"] = new Map();

export interface TaskPage {
  readonly tasks: readonly ShownTask[];
  readonly nextPageToken: string;
}

export const NO_PAGE: TaskPage = { tasks: [], nextPageToken: "" };

export type TaskPageRequest = Omit<GetFlowDetailsRequest, "pageSize"> & { readonly pageSize: number };

/** The nodes of segment 0 that a page which begins there needs, so that they can be read with the flow itself. */
export function firstNodes(request: TaskPageRequest): readonly number[] {
  const { segment, number } = parsedToken(request.pageToken ?? "")?.place ?? startOfSegment(0);
  if (isFiltered(request) || segment !== 0 || request.pageSize >= NODES_READ_APART) return [];
  return Array.from({ length: request.pageSize + 1 }, (_, index) => number + index);
}

/**
 * From the request's token on, until the page is full. `header`: segment 0 as `withInstances` gave it. Throws TASK_NOT_FOUND,
 * REVISION_MISMATCH, and FLOW_NOT_FOUND where the flow is deleted meanwhile.
 */
export async function taskPage(
  machinery: Machinery,
  header: SegmentRecord,
  request: TaskPageRequest,
): Promise<TaskPage> {
  const wanted = await selection(machinery, header, request);
  const from = placeOfToken(request.pageToken ?? "", header);
  const ahead = wanted.segments.filter((segment) => segment >= from.segment);
  const { segments, next } = await promising(machinery, header, request, ahead);
  const page = new Page(request);
  for (const segment of segments) {
    const start = segment === from.segment ? from : startOfSegment(segment);
    const end = await fill(machinery, header, page, wanted, start);
    if (end !== undefined) return page.endingBefore(header, end);
  }
  return next === undefined ? page.last() : page.endingBefore(header, startOfSegment(next));
}

/**
 * Segment 0, read with its `firstNodes`, as a page needs it: which tasks a flow has that runs some of them more than
 * once is known only from all of its entries.
 */
export async function withInstances({ definitions, store }: Machinery, header: SegmentRecord): Promise<SegmentRecord> {
  const { namespace, incarnation } = header.address;
  const { control } = await definitions.load(namespace, header.flow.definitionDigest, 0);
  if (control === undefined) return header;
  const [whole] = await store.segments.read([header.id]);
  return whole?.address.incarnation === incarnation ? whole : header;
}

/** Of the segments ahead those that may have wanted tasks, as far as one page looks; `next`: where another goes on. */
async function promising(
  { store }: Machinery,
  { address }: SegmentRecord,
  { states = [] }: TaskPageRequest,
  ahead: readonly number[],
): Promise<{ readonly segments: readonly number[]; readonly next: number | undefined }> {
  if (states.length === 0) return { segments: ahead.slice(0, SEGMENTS_LOOKED_AT), next: ahead[SEGMENTS_LOOKED_AT] };
  const counted = ahead.slice(0, SEGMENTS_COUNTED);
  const idOf = (segment: number) => segmentId({ ...address, segment });
  const counts = await store.segments.counts(counted.map(idOf));
  const having = counted.filter((segment) => states.some((state) => (counts.get(idOf(segment))?.[state] ?? 0) > 0));
  const next = having[SEGMENTS_LOOKED_AT] ?? ahead[SEGMENTS_COUNTED];
  return { segments: having.slice(0, SEGMENTS_LOOKED_AT), next };
}

/** Puts a segment's tasks on the page. Returns the first for which there is no room. */
async function fill(
  machinery: Machinery,
  header: SegmentRecord,
  page: Page,
  wanted: Selection,
  from: PagePlace,
): Promise<PagePlace | undefined> {
  const { address, flow } = header;
  const { segment } = from;
  const definition = await machinery.definitions.load(address.namespace, flow.definitionDigest, segment);
  const beside = new ItemsBeside(machinery.store.payloads, definition, header.nodes);
  const candidates = candidatesIn(definition, header, beside, wanted, { from, room: page.room });
  const isHere = segment === 0 && (wanted.areWithHeader || definition.control !== undefined);
  const entries = isHere ? header.nodes : await nodesOf(machinery, header, segment, candidates);
  for (const { number, which, node, item } of candidates) {
    // A page that looks for states reads no more than so much of long lists, and may be empty.
    if (item !== undefined && beside.reads >= BLOCKS_READ) return { segment, number, which };
    const entry = item === undefined ? entries.get(number) : await beside.entry(item);
    if (wanted.states?.has(entry?.state ?? "PENDING") === false) continue;
    if (page.add({ run: address, header: flow, node, number, entry, definition, entries })) continue;
    return { segment, number, which };
  }
  return undefined;
}

interface Candidate {
  readonly number: number;
  readonly which: PagePlace["which"];
  readonly node: CompiledNode;
  /** Of a long list, without an entry. */
  readonly item: ItemBeside | undefined;
}

/** Of a segment's tasks, in their order, those that may be wanted; where states do not matter as many as have room. */
function candidatesIn(
  definition: CompiledDefinition,
  { nodes }: SegmentRecord,
  beside: ItemsBeside,
  wanted: Selection,
  { from, room }: { readonly from: PagePlace; readonly room: number },
): readonly Candidate[] {
  const candidates: Candidate[] = [];
  const numbers = tasksInOrder(definition, nodes);
  const named = new Set([...wanted.ids].map((taskId) => numberAmong(definition, nodes, taskId)));
  const instanceOf = (number: number) => (definition.control === undefined ? undefined : nodes.get(number));
  const whichIs = (number: number) => whichTask(number, instanceOf(number), beside.at(number)?.each);
  for (const number of numbers.slice(indexFrom(numbers, from, whichIs))) {
    if (named.size > 0 && !named.has(number)) continue;
    const item = beside.at(number);
    const instance = instanceOf(number);
    const node = item?.node ?? nodeOfEntry(definition, number, instance);
    if (item !== undefined && wanted.states !== undefined && !beside.mayBe(item, wanted.states)) continue;
    if (node === undefined || !wanted.names({ segment: from.segment, number }, beside.taskId(number, node, item)))
      continue;
    candidates.push({ number, which: whichTask(number, instance, item?.each), node, item });
    // One more than has room tells that there is more.
    if (wanted.states === undefined && candidates.length > room) break;
  }
  return candidates;
}

/** What is stored of the candidates. Throws FLOW_NOT_FOUND: a flow without one of its segments was deleted meanwhile. */
async function nodesOf(
  { store }: Machinery,
  header: SegmentRecord,
  segment: number,
  candidates: readonly Candidate[],
): Promise<SegmentRecord["nodes"]> {
  if (candidates.length === 0) return NO_ENTRIES;
  const id = segmentId({ ...header.address, segment });
  const numbers = candidates.map(({ number }) => number);
  const [record] =
    numbers.length < NODES_READ_APART ? [await store.segments.readNodes(id, numbers)] : await store.segments.read([id]);
  if (record?.address.incarnation !== header.address.incarnation) throw flowNotFound(header.id);
  return record.nodes;
}

class Page {
  readonly #request: TaskPageRequest;
  readonly #tasks: ShownTask[] = [];
  #bytes = 0;

  constructor(request: TaskPageRequest) {
    this.#request = request;
  }

  get room(): number {
    return this.#request.pageSize - this.#tasks.length;
  }

  /** False = it is full. One task always has room. */
  add(source: TaskSource): boolean {
    if (this.room === 0) return false;
    const task = shownTask(source, this.#request.view === "FULL" ? "FULL" : "TASKS");
    const bytes = this.#bytes + task.bytes;
    if (bytes > LIMITS.pageBytes && this.#tasks.length > 0) return false;
    this.#bytes = bytes;
    this.#tasks.push(task);
    return true;
  }

  endingBefore({ address }: SegmentRecord, place: PagePlace): TaskPage {
    return { tasks: this.#tasks, nextPageToken: placeToken(address.incarnation, place) };
  }

  last(): TaskPage {
    return { tasks: this.#tasks, nextPageToken: "" };
  }
}

function isFiltered({ states = [], taskIds = [], taskIdPrefix = "", dependenciesOf = "" }: TaskPageRequest): boolean {
  return states.length > 0 || taskIds.length > 0 || taskIdPrefix !== "" || dependenciesOf !== "";
}

interface Selection {
  /** Empty = none is named. */
  readonly ids: ReadonlySet<string>;
  /** Those that hold wanted tasks, ascending. */
  readonly segments: readonly number[];
  /** Undefined = in any state. */
  readonly states: ReadonlySet<string> | undefined;
  /** Whether what is wanted of segment 0 was read with the header. */
  readonly areWithHeader: boolean;
  /** Whether the task is wanted, in whatever state. */
  names(address: NodeAddress, taskId: string): boolean;
}

/** Which tasks the request names. */
async function selection(machinery: Machinery, header: SegmentRecord, request: TaskPageRequest): Promise<Selection> {
  const { states = [], taskIds = [], taskIdPrefix = "", dependenciesOf = "" } = request;
  const ids = new Set(taskIds);
  const named = await Promise.all([...ids].map((taskId) => findSegment(machinery, header, taskId)));
  const dependencies = dependenciesOf === "" ? undefined : await readsOf(machinery, header, dependenciesOf);
  const addresses = dependencies && new Set(dependencies.map(({ segment, number }) => `${segment}/${number}`));
  const all = Array.from({ length: 1 + (header.flow.others?.count ?? 0) }, (_, segment) => segment);
  const holding = dependencies?.map(({ segment }) => segment) ?? (ids.size > 0 ? named : all);
  return {
    ids,
    segments: [...new Set(holding)].sort((a, b) => a - b),
    states: states.length === 0 ? undefined : new Set<string>(states),
    areWithHeader: firstNodes(request).length > 0,
    names: ({ segment, number }, taskId) =>
      (ids.size === 0 || ids.has(taskId)) &&
      (addresses === undefined || addresses.has(`${segment}/${number}`)) &&
      taskId.startsWith(taskIdPrefix),
  };
}

async function findSegment(machinery: Machinery, { address, flow }: SegmentRecord, taskId: string): Promise<number> {
  const definition = await machinery.definitions.load(address.namespace, flow.definitionDigest, 0);
  const segment = await segmentOfTask(machinery, { address, definition }, taskId);
  if (segment === undefined) throw taskNotFound(address.flowId, taskId);
  return segment;
}

/** Whose results the task reads. */
async function readsOf(machinery: Machinery, header: SegmentRecord, taskId: string): Promise<readonly NodeAddress[]> {
  const found = await findTask(machinery, header, taskId);
  if (found === "NO_TASK") throw taskNotFound(header.address.flowId, taskId);
  if (found === "NO_FLOW") return [];
  const { segment } = found.record.address;
  return [...found.node.reads.map((number) => ({ segment, number })), ...found.node.remoteReads];
}
