/**
 * A page of a flow's tasks: segment by segment, in each in definition order.
 */
import type { CompiledNode, NodeAddress } from "../../core/definition/compiled-definition.js";
import { LIMITS } from "../../core/limits.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import { tasksInOrder } from "../../core/state/task-causes.js";
import { instanceId } from "../../core/state/task-id.js";
import { segmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { EngineError } from "../engine-error.js";
import { findTask, taskNotFound } from "../large-flows/read-task.js";
import { segmentOfTask } from "../large-flows/task-segment.js";
import type { Machinery } from "../machinery.js";
import type { GetFlowDetailsRequest } from "../requests.js";
import { pageToken, parsePageToken } from "../views/page-token.js";
import { payloadsOf, type TaskSource } from "../views/task-value.js";

/** What a task without payloads takes in a page, roughly; bytes. */
const SUMMARY_BYTES = 300;
/** A filtered page looks through so many segments; it may be empty, with a token to go on. */
const SEGMENTS_LOOKED_AT = 32;

export interface TaskPage {
  readonly sources: readonly TaskSource[];
  readonly nextPageToken: string;
}

export const NO_PAGE: TaskPage = { sources: [], nextPageToken: "" };

export type TaskPageRequest = Omit<GetFlowDetailsRequest, "pageSize"> & { readonly pageSize: number };

/** From the request's token on, until the page is full. Throws TASK_NOT_FOUND and REVISION_MISMATCH. */
export async function taskPage(
  machinery: Machinery,
  header: SegmentRecord,
  request: TaskPageRequest,
): Promise<TaskPage> {
  const wanted = await selection(machinery, header, request);
  const from = placeOf(request, header);
  const ahead = wanted.segments.filter((segment) => segment >= from.segment);
  const page = new Page(request);
  for (const segment of ahead.slice(0, SEGMENTS_LOOKED_AT)) {
    const start = segment === from.segment ? from.number : 0;
    const end = await fill(machinery, header, page, wanted, { segment, number: start });
    if (end !== undefined) return page.endingBefore(header, end);
  }
  const next = ahead[SEGMENTS_LOOKED_AT];
  return next === undefined ? page.last() : page.endingBefore(header, { segment: next, number: 0 });
}

/** Puts a segment's tasks on the page. Returns the first for which there is no room. */
async function fill(
  machinery: Machinery,
  header: SegmentRecord,
  page: Page,
  wanted: Selection,
  from: NodeAddress,
): Promise<NodeAddress | undefined> {
  const { address, flow } = header;
  const { segment } = from;
  const definition = await machinery.definitions.load(address.namespace, flow.definitionDigest, segment);
  const id = segmentId({ ...address, segment });
  const [record] = segment === 0 ? [header] : await machinery.store.segments.read([id]);
  const entries = record?.nodes ?? new Map<number, NodeEntry>();
  const numbers = tasksInOrder(definition, entries);
  for (const number of numbers.slice(Math.max(0, numbers.indexOf(from.number)))) {
    const entry = entries.get(number);
    const node = definition.nodes[entry?.origin?.node ?? number];
    if (node === undefined || !wanted.matches({ segment, number }, node, entry)) continue;
    if (!page.add({ header: flow, node, number, entry, definition, entries })) return { segment, number };
  }
  return undefined;
}

class Page {
  readonly #request: TaskPageRequest;
  readonly #sources: TaskSource[] = [];
  #bytes = 0;

  constructor(request: TaskPageRequest) {
    this.#request = request;
  }

  /** False = it is full. One task always has room. */
  add(source: TaskSource): boolean {
    const { view, pageSize } = this.#request;
    const bytes = this.#bytes + (view === "FULL" ? fullBytes(source) : SUMMARY_BYTES);
    const isFull = this.#sources.length === pageSize || bytes > LIMITS.pageBytes;
    if (isFull && this.#sources.length > 0) return false;
    this.#bytes = bytes;
    this.#sources.push(source);
    return true;
  }

  endingBefore({ address }: SegmentRecord, { segment, number }: NodeAddress): TaskPage {
    return { sources: this.#sources, nextPageToken: pageToken([address.incarnation, segment, number]) };
  }

  last(): TaskPage {
    return { sources: this.#sources, nextPageToken: "" };
  }
}

/** Where the page begins. A token of an earlier run of the id would mix two flows. */
function placeOf({ pageToken: token = "" }: TaskPageRequest, { address }: SegmentRecord): NodeAddress {
  if (token === "") return { segment: 0, number: 0 };
  const [incarnation, segment, number] = parsePageToken(token, ["string", "number", "number"]);
  if (incarnation === address.incarnation) return { segment: Number(segment), number: Number(number) };
  throw new EngineError("REVISION_MISMATCH", "page_token is of another run of this flow id", {
    metadata: { field: "page_token", revision: token },
  });
}

interface Selection {
  /** Those that hold wanted tasks, ascending. */
  readonly segments: readonly number[];
  matches(address: NodeAddress, node: CompiledNode, entry: NodeEntry | undefined): boolean;
}

/** Which tasks the request names. */
async function selection(machinery: Machinery, header: SegmentRecord, request: TaskPageRequest): Promise<Selection> {
  const { states = [], taskIds = [], taskIdPrefix = "", dependenciesOf = "" } = request;
  const ids = new Set(taskIds);
  const wantedStates = new Set<string>(states);
  const named = await Promise.all([...ids].map((taskId) => findSegment(machinery, header, taskId)));
  const dependencies = dependenciesOf === "" ? undefined : await readsOf(machinery, header, dependenciesOf);
  const addresses = dependencies && new Set(dependencies.map(({ segment, number }) => `${segment}/${number}`));
  const all = Array.from({ length: 1 + (header.flow.others?.count ?? 0) }, (_, segment) => segment);
  const holding = dependencies?.map(({ segment }) => segment) ?? (ids.size > 0 ? named : all);
  return {
    segments: [...new Set(holding)].sort((a, b) => a - b),
    matches({ segment, number }, { task }, entry) {
      const taskId = instanceId(task.name, entry);
      return (
        (wantedStates.size === 0 || wantedStates.has(entry?.state ?? "PENDING")) &&
        (ids.size === 0 || ids.has(taskId)) &&
        (addresses === undefined || addresses.has(`${segment}/${number}`)) &&
        taskId.startsWith(taskIdPrefix)
      );
    },
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
  if (found === undefined) return [];
  const { segment } = found.record.address;
  return [...found.node.reads.map((number) => ({ segment, number })), ...found.node.remoteReads];
}

function fullBytes({ node, entry }: TaskSource): number {
  const payloads = payloadsOf(entry).reduce((sum, { size }) => sum + size, 0);
  return SUMMARY_BYTES + (node.task.input?.data.length ?? 0) + payloads + (entry?.history?.length ?? 0) * SUMMARY_BYTES;
}
