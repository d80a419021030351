/**
 * Edges and joins from the wire and to it.
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
  Outcome,
  Unmet,
} from "#gen/lazyengine/v1/index.js";
import { EngineError } from "../../engine/engine-error.js";
import type { Dependency, Edge, EdgeOutcome, Join } from "../../engine/values.js";
import { readEdgeTarget, readJoinKind, readOutcome, readUnmet } from "./enum-names.js";
import { refuseUnknownFields } from "./unknown-fields.js";

/** An edge on SUCCESS is its task's name alone. */
export function dependencyOf(dependency: DependencyMessage, path: string): string | Dependency {
  refuseUnknownFields(dependency, path);
  const { task, condition } = dependency;
  const on = outcomesOf(dependency.on, path);
  if (condition === "" && on.every((outcome) => outcome === "SUCCESS")) return task;
  return { task, on, ...conditionOf(condition) };
}

export function edgeOf(edge: EdgeMessage, path: string): Edge {
  refuseUnknownFields(edge, path);
  const { destination, message } = edge;
  const condition = conditionOf(edge.condition);
  const on = outcomesOf(edge.on, path);
  switch (destination.case) {
    case "to":
      return { to: destination.value, message, on, ...condition };
    case "target": {
      const target = readEdgeTarget(destination.value, `${path}.target`);
      if (target === undefined) throw invalid(`${path}.target`, "must not be unspecified");
      return { target, message, on, ...condition };
    }
    case undefined:
      throw invalid(`${path}.destination`, "is required: to or target");
  }
}

export function joinOf(join: JoinMessage, path: string): Join {
  refuseUnknownFields(join, path);
  return {
    kind: readJoinKind(join.kind, `${path}.kind`) ?? "ALL",
    count: join.count,
    unmet: readUnmet(join.unmet, `${path}.unmet`) ?? "FAIL",
  };
}

function outcomesOf(on: readonly Outcome[], path: string): readonly EdgeOutcome[] {
  if (on.length === 0) return ["SUCCESS"];
  return on.map((outcome, index) => {
    const name = readOutcome(outcome, `${path}.on[${index}]`);
    if (name === undefined) throw invalid(`${path}.on[${index}]`, "must not be unspecified");
    return name;
  });
}

function conditionOf(condition: string): Pick<Edge, "condition"> {
  return condition === "" ? {} : { condition };
}

function invalid(field: string, description: string): EngineError {
  return new EngineError("INVALID_FIELD", `${field}: ${description}`, {
    metadata: { field },
    violations: [{ field, description }],
  });
}

export function dependencyMessage(dependency: string | Dependency): DependencyMessage {
  if (typeof dependency === "string") return create(DependencySchema, { task: dependency });
  const { task, on, condition = "" } = dependency;
  return create(DependencySchema, { task, on: on.map((outcome) => Outcome[outcome]), condition });
}

export function edgeMessage({ to, target, message, on, condition = "" }: Edge): EdgeMessage {
  return create(EdgeSchema, {
    destination: target === undefined ? { case: "to", value: to ?? "" } : { case: "target", value: EdgeTarget[target] },
    message,
    on: on.map((outcome) => Outcome[outcome]),
    condition,
  });
}

export function joinMessage({ kind, count, unmet }: Join): JoinMessage {
  return create(JoinSchema, { kind: JoinKind[kind], count, unmet: Unmet[unmet] });
}
