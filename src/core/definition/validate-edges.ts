/**
 * Checks of edges and joins.
 */
import { LIMITS } from "../limits.js";
import type { EdgeOutcome, EdgeTarget, JoinKind, TaskDefinition } from "./definition.js";
import type { DefinitionFaults } from "./definition-fault.js";
import { EDGE_OUTCOMES } from "./edge-outcomes.js";
import { checkExpressionText, checkText } from "./field-checks.js";

const TARGETS: readonly EdgeTarget[] = ["FAIL", "SUCCEED", "PAUSE", "NOOP"];
const KINDS: readonly JoinKind[] = ["ALL", "ANY", "AT_LEAST"];

/** The edges that the task names, but for the tasks at their other ends. */
export function checkEdges(faults: DefinitionFaults, path: string, { dependsOn, next = [] }: TaskDefinition): void {
  for (const [index, dependency] of dependsOn.entries()) {
    if (typeof dependency === "string") continue;
    checkOutcomes(faults, `${path}.depends_on[${index}].on`, dependency.on);
    checkExpressionText(faults, `${path}.depends_on[${index}].condition`, dependency.condition);
  }
  for (const [index, { to, target, message, on, condition }] of next.entries()) {
    const place = `${path}.next[${index}]`;
    checkOutcomes(faults, `${place}.on`, on);
    checkExpressionText(faults, `${place}.condition`, condition);
    if ((to === undefined) === (target === undefined)) {
      faults.invalid(place, "must have either a task to lead to or a target");
    } else if (to === "") faults.invalid(`${place}.to`, "is required");
    else if (target !== undefined && !TARGETS.includes(target)) {
      faults.invalid(`${place}.target`, `must be one of ${TARGETS.join(", ")}`, target);
    }
    if (to !== undefined && message !== "") {
      faults.invalid(`${place}.message`, "must be empty for an edge that leads to a task", message);
    } else checkText(faults, `${place}.message`, message, LIMITS.edgeMessageBytes);
  }
}

function checkOutcomes(faults: DefinitionFaults, path: string, on: readonly EdgeOutcome[]): void {
  if (on.length === 0) faults.invalid(path, "must name an outcome");
  for (const outcome of on) {
    if (EDGE_OUTCOMES.includes(outcome)) continue;
    faults.invalid(path, `must be among ${EDGE_OUTCOMES.join(", ")}`, outcome);
    return;
  }
}

/** How many tasks edges lead from to the task, and how many of those edges are named by the others. */
export interface Incoming {
  readonly sources: number;
  readonly led: number;
}

export function checkJoin(
  faults: DefinitionFaults,
  path: string,
  { dependsOn, join }: TaskDefinition,
  { sources, led }: Incoming,
): void {
  if (join === undefined) {
    if (dependsOn.length > 0 && led > 0) {
      faults.invalid(`${path}.join`, "is required where depends_on and the next of other tasks meet");
    }
    return;
  }
  const { kind, count, unmet } = join;
  if (!KINDS.includes(kind)) faults.invalid(`${path}.join.kind`, `must be one of ${KINDS.join(", ")}`, kind);
  if (unmet !== "FAIL" && unmet !== "SKIP") faults.invalid(`${path}.join.unmet`, "must be FAIL or SKIP", unmet);
  if (sources === 0 && dependsOn.length === 0)
    faults.invalid(`${path}.join`, "must be absent: no edge leads to the task");
  else if (kind !== "AT_LEAST" && count !== 0)
    faults.invalid(`${path}.join.count`, "must be 0 unless kind is AT_LEAST", count);
  else if (kind === "AT_LEAST" && !(Number.isSafeInteger(count) && count >= 1 && count <= sources)) {
    faults.invalid(
      `${path}.join.count`,
      `must be from 1 to the number of tasks that edges lead from, ${sources}`,
      count,
    );
  }
}
