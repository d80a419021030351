/**
 * How a task comes to run: for the first time, or as a further instance.
 */
import { LIMITS } from "../limits.js";
import type { ControlIndex } from "../state/control-index.js";
import { TOO_MANY_INSTANCES } from "../state/failure.js";
import type { Cause, EdgeCause, Origin } from "../state/node-entry.js";
import type { Draft } from "./draft.js";
import { endFailed } from "./flow-end.js";
import { reach } from "./reach.js";

/** Where a run of a node gets its entry, and what is kept of how it came to be. */
export interface Place {
  readonly number: number;
  readonly origin?: Origin;
}

/** An edge that fired leads to a task without a join: it runs, once for each such edge. */
export function trigger(
  draft: Draft,
  control: ControlIndex,
  node: number,
  by: EdgeCause,
  cause: Cause | undefined,
): void {
  const place = placeFor(draft, control, node, [by]);
  if (place !== undefined) reach(draft, place.number, cause, place.origin);
}

/** Of the node's next instance. Undefined where that would be one too many: then the flow has been ended. */
export function placeFor(
  draft: Draft,
  control: ControlIndex,
  node: number,
  causes: readonly EdgeCause[],
): Place | undefined {
  const { segment } = draft;
  const compiled = segment.definition.control?.nodes[node];
  const instance = control.instances(node) + 1;
  const most = segment.definition.control?.maxInstances ?? LIMITS.instancesPerNode;
  const isFurther = instance > 1;
  if (isFurther && (instance > most || control.taskCount >= LIMITS.instancesPerFlow)) {
    const { name } = segment.node(node).task;
    const bound =
      instance > most
        ? `task ${name} was triggered more than ${most} times`
        : `task ${name} was triggered when the flow had ${LIMITS.instancesPerFlow} tasks and instances`;
    endFailed(draft, TOO_MANY_INSTANCES, bound);
    return undefined;
  }
  const kept: Origin = {
    ...(isFurther && { node, instance }),
    ...(causes.length > 0 && compiled?.plainCauses !== true && { causes }),
    ...(compiled?.join !== undefined && !compiled.single && { seen: control.nextNumber }),
  };
  const number = isFurther ? control.nextNumber : node;
  return Object.keys(kept).length === 0 ? { number } : { number, origin: kept };
}
