/**
 * Writes the parts of a large definition that its segments run, each when it is asked for: all of them at once would
 * take as much memory as the definition again.
 */
import type { AcceptedDefinition } from "./accepted-definition.js";
import { ByteWriter } from "./byte-writer.js";
import type { Joint, NodeAddress, SegmentOutline } from "./compiled-definition.js";
import { firstBatch, type StartKind } from "./first-batch.js";
import type { Partition } from "./partition.js";
import { writeChunk } from "./segment-chunk.js";
import type { Stepwise } from "./stepwise.js";
import { freePlaces, openCounts } from "./task-graph.js";

/** The places of the tasks that the start of a flow makes ready. */
export function* readyAtStart({ graph, startKinds }: AcceptedDefinition): Stepwise<ReadonlySet<number>> {
  const { dependencies, successors } = graph;
  const first = yield* firstBatch({
    roots: freePlaces(openCounts(graph)),
    kindOf: (place) => startKinds[place] as StartKind, // as the intake put it down
    dependencyCount: (place) => dependencies.count(place),
    successorsOf: (place) => successors.of(place),
  });
  return new Set(first);
}

/** The chunks by segment; `ready`: what `readyAtStart` gave. O(tasks + dependencies) in all. */
export function* encodeChunks(
  definition: AcceptedDefinition,
  partition: Partition,
  ready: ReadonlySet<number>,
): Generator<Uint8Array> {
  const { settings, graph, tasks } = definition;
  const { segments, addressOf } = partition;
  const firstOf = (places: Int32Array): number[] => {
    const first: number[] = [];
    for (const [number, place] of places.entries()) if (ready.has(place)) first.push(number);
    return first;
  };
  const outlines = segments.map((places): SegmentOutline => {
    const rooted = places.some((place) => graph.dependencies.count(place) === 0);
    return { tasks: places.length, rooted, firstBatch: firstOf(places).length };
  });
  const addresses = (places: Int32Array): NodeAddress[] => Array.from(places, addressOf);
  for (const [segment, places] of segments.entries()) {
    const out = new ByteWriter();
    writeChunk(out, {
      settings,
      segment,
      segmentCount: segments.length,
      segments: segment === 0 ? outlines : [],
      firstBatch: firstOf(places),
      tasks: Array.from(places, (place) => {
        const reads = graph.reads.get(place);
        const own = reads === undefined ? {} : { reads: addresses(reads) };
        return { bytes: tasks.of(place), place, dependencies: addresses(graph.dependencies.of(place)), ...own };
      }),
      joints: jointsOf(definition, partition, segment),
    });
    yield out.bytes();
  }
}

/** The joints of a segment's nodes, in the order of their targets. */
function jointsOf({ graph }: AcceptedDefinition, { segments, addressOf }: Partition, segment: number): Joint[] {
  const joints = new Map<number, { readonly target: NodeAddress; readonly sources: number[] }>();
  for (const [number, place] of (segments[segment] ?? []).entries()) {
    for (const successor of graph.successors.of(place)) {
      const known = joints.get(successor);
      if (known !== undefined) {
        known.sources.push(number);
        continue;
      }
      const target = addressOf(successor);
      if (target.segment !== segment) joints.set(successor, { target, sources: [number] });
    }
  }
  return [...joints.values()].sort((a, b) => a.target.segment - b.target.segment || a.target.number - b.target.number);
}
