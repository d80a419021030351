/**
 * What is stored of a definition: its canonical bytes; of a large one a chunk for each segment, and then the pages of the
 * index of names.
 */
import { LIMITS } from "../limits.js";
import type { AcceptedDefinition } from "./accepted-definition.js";
import { joinedBytes } from "./byte-writer.js";
import { decodeDefinition } from "./canonical-definition.js";
import { encodeChunks, readyAtStart } from "./encode-chunks.js";
import type { ListBounds } from "./list-bounds.js";
import { encodeNamePages, namePageCount, sortedNames } from "./name-index.js";
import { digestsNamed } from "./nested-flow.js";
import { partition } from "./partition.js";
import { decodeChunk } from "./segment-chunk.js";
import type { Stepwise } from "./stepwise.js";

/** How definitions are cut, and how much of lists a state has. */
export interface SegmentBounds {
  /** A flow of more tasks is cut into segments, unless it must be decided as a whole. */
  readonly wholeTasks: number;
  /** The most tasks of a segment of such a flow. */
  readonly segmentTasks: number;
  /** A flow whose first failure stops all of it is decided as a whole up to so many tasks. */
  readonly stoppedAsOneTasks: number;
  /** The standard where absent. Of lists that have begun the blocks stay as they are. */
  readonly lists?: ListBounds;
}

export const SEGMENT_BOUNDS: SegmentBounds = {
  wholeTasks: 1024,
  segmentTasks: 512,
  stoppedAsOneTasks: LIMITS.tasksDecidedAsOne,
};

export interface StoredForm {
  readonly isCut: boolean;
  readonly chunkCount: number;
  /** Written when they are asked for; to be asked for once. */
  readonly chunks: Iterable<Uint8Array>;
  /** The digests of the definitions that the tasks of the chunk with this place run. Absent = none does. */
  readonly namedIn?: (chunk: Uint8Array, place: number) => ReadonlySet<string>;
}

/** O(tasks + dependencies). */
export function* storedForm(definition: AcceptedDefinition, bounds: SegmentBounds): Stepwise<StoredForm> {
  const { graph } = definition;
  if (!isCut(definition, bounds)) {
    const whole = { isCut: false, chunkCount: 1, chunks: [joinedBytes(definition.pieces())] };
    return {
      ...whole,
      ...(definition.namesOthers && { namedIn: (chunk) => digestsNamed(decodeDefinition(chunk).tasks) }),
    };
  }
  const cut = yield* partition(definition, { tasks: bounds.segmentTasks, bytes: LIMITS.segmentDefinitionBytes });
  const ready = yield* readyAtStart(definition);
  const names = yield* sortedNames(graph, cut);
  const chunks = function* () {
    yield* encodeChunks(definition, cut, ready);
    yield* encodeNamePages(names);
  };
  const segments = cut.segments.length;
  // Behind the segments there are pages of names.
  const namedIn = (chunk: Uint8Array, place: number) =>
    digestsNamed(place < segments ? decodeChunk(chunk).tasks.map(({ task }) => task) : []);
  return {
    ...{ isCut: true, chunkCount: segments + namePageCount(graph.size), chunks: chunks() },
    ...(definition.namesOthers && { namedIn }),
  };
}

/** What bounds or stops the whole flow at once is decided as a whole, as long as that is possible. */
function isCut({ settings, isControlled, graph, tasks }: AcceptedDefinition, bounds: SegmentBounds): boolean {
  // More of them are not accepted.
  if (graph.size <= 1 || settings.maxParallel > 0 || isControlled) return false;
  if (tasks.length > LIMITS.segmentDefinitionBytes) return true;
  return graph.size > (settings.failureMode === "STOP" ? bounds.stoppedAsOneTasks : bounds.wholeTasks);
}
