/**
 * How the calls of each path are let in: those of the contract by its seam, those of the services that every server has
 * without asking who makes them.
 */
import { LIMITS } from "../../core/limits.js";
import { admitAnybody } from "../auth/caller.js";
import { NO_CALLERS } from "../connections.js";
import type { MethodHandler } from "../method-handlers.js";
import type { MethodTraits } from "../method-traits.js";
import type { Seam } from "../seam.js";
import type { CallLimits } from "./call-bytes.js";
import type { Gate } from "./gated-call.js";
import { grpcMethod } from "./method.js";
import { UNREAD_BYTES } from "./unread.js";

/** Probes of health come without a token. They count by address, and for their connection as streams do that last. */
const OPEN_TO_ALL: MethodTraits = {
  name: "standard service",
  verbs: [],
  session: true,
  newWork: false,
  waiting: false,
  broadcast: false,
  lasting: true,
};

const LIMITS_OF_CONTRACT: CallLimits = {
  // What tells who makes it, and which trace it belongs to.
  keptMetadata: new Set(["authorization", "traceparent"]),
  // The transport has a limit of its own.
  metadataBytes: Infinity,
  messageBytes: LIMITS.messageBytes,
  waitingMessages: Infinity,
};
const LIMITS_OPEN_TO_ALL: CallLimits = {
  keptMetadata: new Set(),
  // As much as servers of gRPC commonly take: some clients send a token along.
  metadataBytes: 8192,
  messageBytes: UNREAD_BYTES,
  waitingMessages: 256,
};

export function createGate(methods: readonly MethodHandler[], seam: Seam): Gate {
  const open = {
    seam: { ...seam, authenticate: admitAnybody, connections: NO_CALLERS, observe: () => undefined },
    traits: OPEN_TO_ALL,
    limits: LIMITS_OPEN_TO_ALL,
  };
  const served = new Map(
    methods.map(({ method, traits }) => [grpcMethod(method).path, { seam, traits, limits: LIMITS_OF_CONTRACT }]),
  );
  return { servedAt: (path) => served.get(path) ?? open };
}
