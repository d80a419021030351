/**
 * Checks what a task says about flows within flows; the nested definition itself is taken in as any other.
 */
import type { TaskDefinition } from "./definition.js";
import type { DefinitionFaults } from "./definition-fault.js";
import { isNested, mayNest } from "./nested-flow.js";

const DIGEST = /^[0-9a-f]{64}$/;

/** What only a session could use is refused where no session ever holds the task. */
export function checkNesting(faults: DefinitionFaults, path: string, task: TaskDefinition): void {
  const { type, flow, flowDigest, queue, timeouts } = task;
  const named = [type, flow, flowDigest].filter((work) => work !== undefined);
  if (named.length > 1) faults.invalid(path, "must name one of type, flow and flow_digest");
  if (flowDigest !== undefined && !(typeof flowDigest === "string" && DIGEST.test(flowDigest))) {
    faults.invalid(`${path}.flow_digest`, "must be a digest of 64 hexadecimal digits", flowDigest);
  }
  for (const field of ["dynamicFlow", "suspendParent"] as const) {
    const value: unknown = task[field];
    if (value !== undefined && typeof value !== "boolean") {
      faults.invalid(`${path}.${FIELDS[field]}`, "must be true or false", value);
    }
  }
  if (task.dynamicFlow === true && type === undefined) {
    faults.invalid(`${path}.dynamic_flow`, "must be false where no executor does the task");
  }
  if (task.suspendParent === true && !mayNest(task)) {
    faults.invalid(`${path}.suspend_parent`, "must be false where the task does not run as a flow");
  }
  if (!isNested(task)) return;
  if (queue !== undefined && queue !== "") faults.invalid(`${path}.queue`, "must be empty for a nested flow", queue);
  if (timeouts.heartbeatMs !== undefined) {
    faults.invalid(`${path}.timeouts.heartbeat`, "must be absent for a nested flow, which nobody reports on");
  }
}

const FIELDS = { dynamicFlow: "dynamic_flow", suspendParent: "suspend_parent" } as const;
