/**
 * Compiles the part of a large definition that one segment runs.
 */
import type { CompiledDefinition, CompiledNode, NodeAddress, RemoteNode } from "./compiled-definition.js";
import { dependencyName } from "./definition.js";
import { LIST_BOUNDS } from "./list-bounds.js";
import { mayNest, queueOfTask } from "./nested-flow.js";
import { revertQueueOf } from "./scopes.js";
import type { ChunkTask, SegmentChunk } from "./segment-chunk.js";

/** `digest` is that of the whole definition. O(nodes + edges of the segment). */
export function compileChunk(chunk: SegmentChunk, digest: string, size: number): CompiledDefinition {
  const { settings, segment, segmentCount, segments, firstBatch, tasks, joints } = chunk;
  const successors: number[][] = tasks.map(() => []);
  const fed: number[][] = tasks.map(() => []);
  for (const [index, { sources }] of joints.entries()) for (const source of sources) fed[source]?.push(index);
  const sourceSegments = new Set<number>();
  const isHere = (address: NodeAddress) => address.segment === segment;
  const nodes = tasks.map((one, number): CompiledNode => {
    const { task, dependencies } = one;
    const here = dependencies.filter(isHere).map((address) => address.number);
    for (const dependency of here) successors[dependency]?.push(number);
    const elsewhere = new Set(dependencies.filter((address) => !isHere(address)).map((address) => address.segment));
    for (const source of elsewhere) sourceSegments.add(source);
    const { reads, remoteReads } = readsOf(one, isHere);
    return {
      number,
      task,
      dependencies: here,
      successors: successors[number] ?? [],
      sourceSegments: elsewhere.size,
      joints: fed[number] ?? [],
      reads,
      remoteReads,
      queue: queueOfTask(task),
      revertQueue: revertQueueOf(task),
      retry: task.retry ?? settings.defaultRetry,
    };
  });
  return {
    digest,
    flow: settings,
    segment,
    segmentCount,
    segments,
    firstBatch,
    nodes,
    nests: tasks.some(({ task }) => mayNest(task)),
    sourceSegments: sourceSegments.size,
    joints,
    lists: LIST_BOUNDS,
    numberByName: new Map(tasks.map(({ task }, number) => [task.name, number])),
    roots: nodes
      .filter((node) => node.dependencies.length === 0 && node.sourceSegments === 0)
      .map((node) => node.number),
    warnings: [],
    size,
  };
}

function readsOf({ task, dependencies, reads }: ChunkTask, isHere: (address: NodeAddress) => boolean) {
  const addresses = reads ?? dependencies;
  const dependsOn = task.dependsOn.map(dependencyName);
  const names = task.reads ?? dependsOn;
  const awaited = new Set(dependsOn);
  const remoteReads = addresses.flatMap((address, index): RemoteNode[] => {
    const name = names[index] ?? "";
    return isHere(address) ? [] : [{ ...address, name, awaited: awaited.has(name) }];
  });
  return { reads: addresses.filter(isHere).map((address) => address.number), remoteReads };
}
