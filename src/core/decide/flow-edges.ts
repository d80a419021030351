/**
 * Edges that lead to no task but to the flow: they end or pause it.
 */
import { firedEdges } from "../state/control-index.js";
import { FAIL_TARGET } from "../state/failure.js";
import type { FlowHeader } from "../state/flow-header.js";
import { skipTask } from "./attempt-end.js";
import { rests } from "./conclusion.js";
import type { Draft } from "./draft.js";

/** What was fired before is still offered, unless a caller has suspended the flow; what fires from now on waits. */
export function pauseByEdge(draft: Draft, message: string): void {
  const silent = draft.flow.state === "RUNNING" ? {} : { silent: true as const };
  const pause = { message, backlog: [], ...silent };
  draft.putFlow(draft.flow.state === "RUNNING" ? { state: "SUSPENDING", pause } : { pause });
  if (draft.flow.state === "SUSPENDING" && rests(draft.segment)) draft.putFlow({ state: "SUSPENDED" });
}

/** The consequences of an entry's end, from this edge on, wait until the flow is resumed. */
export function waitForResume(draft: Draft, number: number, edge: number): void {
  const { pause } = draft.flow;
  if (pause !== undefined) draft.putFlow({ pause: { ...pause, backlog: [...pause.backlog, [number, edge]] } });
}

/** What waited for resume will not be drawn any more. Returns whether there was a pause. */
export function dropBacklog(draft: Draft): boolean {
  const { pause } = draft.flow;
  const { control, definition } = draft.segment;
  for (const [number, from] of pause?.backlog ?? []) {
    const entry = draft.entry(number);
    const compiled = definition.control?.nodes[control?.nodeOf(number) ?? number];
    if (entry === undefined || compiled === undefined) continue;
    const fired = firedEdges(compiled, entry).map(({ index }) => index);
    draft.leadBy(
      number,
      fired.filter((index) => index < from),
    );
  }
  return pause !== undefined;
}

/** The flow ends at once. What was fired before still runs; its outcomes are recorded and lead nowhere. */
export function endByEdge(draft: Draft, number: number, target: "FAIL" | "SUCCEED", message: string): void {
  if (target === "FAIL") {
    endFailed(draft, FAIL_TARGET, message === "" ? `an edge of task ${draft.segment.taskId(number)}` : message);
  } else end(draft, { state: "SUCCEEDED" });
}

export function endFailed(draft: Draft, type: string, message: string): void {
  end(draft, { state: "FAILED", failure: { type, message, retryable: false } });
}

function end(draft: Draft, fields: Partial<FlowHeader>): void {
  const { segment } = draft;
  const paused = dropBacklog(draft);
  draft.putFlow({ ...fields, endTime: draft.now }, paused);
  for (const { number } of segment.definition.nodes) {
    if (segment.stateOf(number) === "PENDING") skipTask(draft, number, "ENDED");
  }
}
