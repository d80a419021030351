// Runs of a flow id: once a flow is deleted or replaced, another one may stand under its id, with versions of its own.
import type { Flow } from "#gen/lazyengine/v1/flow_pb.js";

type RunFacts = Pick<Flow, "createTime" | "definitionDigest">;

export function isSameRun(one: RunFacts, other: RunFacts): boolean {
  return createdAt(one) === createdAt(other) && one.definitionDigest === other.definitionDigest;
}

/** True = `told` counts from now on: it is of the same run and no older, or of one that began later. */
export function isNoOlder(told: Flow, known: Flow): boolean {
  return isSameRun(told, known) ? told.version >= known.version : createdAt(told) >= createdAt(known);
}

/** In nanoseconds. */
function createdAt({ createTime }: RunFacts): bigint {
  return createTime === undefined ? 0n : createTime.seconds * 1_000_000_000n + BigInt(createTime.nanos);
}
