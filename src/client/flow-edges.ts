/**
 * Edges and joins as plain values.
 */
import { create } from "@bufbuild/protobuf";
import {
  type Dependency as DependencyMessage,
  DependencySchema,
  type Edge as EdgeMessage,
  EdgeSchema,
  EdgeTarget,
  JoinKind,
  type Join as JoinMessage,
  JoinSchema,
  Unmet,
} from "#gen/lazyengine/v1/edge_pb.js";
import { Outcome } from "#gen/lazyengine/v1/outcome_pb.js";
import { invalidField } from "./invalid-field.js";

/** What became of a task, as edges see it. COMPLETION = SUCCESS or FAILURE. */
export type EdgeOutcome = "SUCCESS" | "FAILURE" | "COMPLETION" | "SKIP";

/** An edge into the task that names it; a name alone stands for one on SUCCESS. */
export interface Dependency {
  readonly task: string;
  /** Default: SUCCESS. */
  readonly on?: readonly EdgeOutcome[];
  /** A CEL expression that must hold, too. */
  readonly condition?: string;
}

/** An edge out of the task that names it: to another task, or with a target. A name alone stands for one on SUCCESS. */
export interface Edge {
  readonly to?: string;
  readonly target?: "FAIL" | "SUCCEED" | "PAUSE" | "NOOP";
  /** Only with a target. */
  readonly message?: string;
  /** Default: SUCCESS. */
  readonly on?: readonly EdgeOutcome[];
  /** A CEL expression that must hold, too. */
  readonly condition?: string;
}

export interface Join {
  /** Default: ALL. */
  readonly kind?: "ALL" | "ANY" | "AT_LEAST";
  /** Only for AT_LEAST. */
  readonly count?: number;
  /** Default: FAIL. */
  readonly unmet?: "FAIL" | "SKIP";
}

export function dependencyMessage(dependency: string | Dependency): DependencyMessage {
  const { task, on = [], condition = "" } = typeof dependency === "string" ? { task: dependency } : dependency;
  return create(DependencySchema, { task, on: on.map((outcome) => Outcome[outcome]), condition });
}

/** Throws INVALID_FIELD where the edge leads nowhere, or to two places. */
export function edgeMessage(edge: string | Edge, path: string): EdgeMessage {
  const {
    to,
    target,
    message = "",
    on = [],
    condition = "",
  } = typeof edge === "string" ? ({ to: edge } as Edge) : edge;
  const both = { message, on: on.map((outcome) => Outcome[outcome]), condition };
  if (to !== undefined && target === undefined) {
    return create(EdgeSchema, { destination: { case: "to", value: to }, ...both });
  }
  if (to === undefined && target !== undefined) {
    return create(EdgeSchema, { destination: { case: "target", value: EdgeTarget[target] }, ...both });
  }
  throw invalidField(path, `must have one of to and target, got ${to === undefined ? "neither" : "both"}`);
}

export function joinMessage({ kind = "ALL", count = 0, unmet = "FAIL" }: Join): JoinMessage {
  return create(JoinSchema, { kind: JoinKind[kind], count, unmet: Unmet[unmet] });
}
