/**
 * Whether a decision fits what it is about: nothing is recorded where it does not.
 */
import type { Complete } from "../command.js";
import { firesOn } from "../definition/edge-outcomes.js";
import type { CompiledEdge } from "../definition/flow-control.js";
import { LIMITS } from "../limits.js";
import type { StoredFailure } from "../state/failure.js";
import type { NodeEntry } from "../state/node-entry.js";
import type { Segment } from "../state/segment.js";
import type { TaskDecision } from "../state/task-decision.js";
import { endState } from "./decided.js";
import { planFault } from "./plan-fault.js";

export interface DecisionFault {
  /** As in `decision.fired[1].edge`. */
  readonly field: string;
  /** One sentence, the field included. */
  readonly message: string;
}

type Fault = readonly [field: string, text: string] | undefined;

/** `number`: of the entry that is completed, a task's or that of an item of kind EVALUATE. */
export function decisionFault(
  segment: Segment,
  number: number,
  entry: NodeEntry,
  command: Complete,
): DecisionFault | undefined {
  const { item, reversal } = entry;
  const isRevert = reversal?.begun === true && command.decision !== undefined;
  const fault = isRevert
    ? NOTHING_TO_DECIDE
    : item === undefined
      ? besideFault(segment, number, command)
      : answerFault(segment, item, command);
  return fault && { field: fault[0], message: `${fault[0]}: ${fault[1]}` };
}

const NOTHING_TO_DECIDE: Fault = ["decision", "must be absent: nothing is decided about a revert"];

/** Of the completion of an EXECUTE item. */
function besideFault(segment: Segment, number: number, { outcome, decision }: Complete): Fault {
  if (decision === undefined) return undefined;
  if (outcome.kind !== "result" && outcome.kind !== "failure") {
    return ["decision", "an EXECUTE item is answered by a result or a failure beside it"];
  }
  if (segment.entry(number)?.each !== undefined) {
    return ["decision", "must be absent: what is decided about is the task, once its last item has ended"];
  }
  if (segment.control === undefined) {
    return ["decision", "the tasks of this flow only wait for each other's success: nothing is decided in it"];
  }
  const failure = outcome.kind === "failure" ? outcome.failure : undefined;
  return endFault(segment, number, decision, failure) ?? commonFault(segment, number, decision);
}

function answerFault(segment: Segment, item: NonNullable<NodeEntry["item"]>, command: Complete): Fault {
  const { outcome, decision, memo } = command;
  if (outcome.kind === "failure") {
    return decision === undefined ? undefined : ["decision", "must be absent beside a failure of an EVALUATE item"];
  }
  if (outcome.kind !== "decided" || decision === undefined) {
    return ["decision", "an EVALUATE item is answered by it alone, or by a failure"];
  }
  const about = item.about ?? item.node;
  if (about === undefined) {
    return memo === undefined ? outputFault(segment, decision) : ["memo", "nothing comes after phase OUTPUT"];
  }
  if (item.phase === "FAILURE") return failureFault(segment, about, decision);
  const { pending, evaluation } = segment.entry(about) ?? {};
  if (evaluation?.skips === true) {
    return skippedFault(segment, about, decision) ?? commonFault(segment, about, decision);
  }
  const failure = pending?.kind === "failure" ? pending.failure : undefined;
  const own =
    item.phase === "START" ? startFault(segment, about, decision) : endFault(segment, about, decision, failure);
  return own ?? commonFault(segment, about, decision);
}

/** A controller decides whether, and what, is undone. */
function failureFault(segment: Segment, controller: number, decision: TaskDecision): Fault {
  const { verdict, fired, firesNone, skip, delayMs, context, plan, end, dropResult } = decision;
  const given = { fires_none: firesNone, context, plan, end, drop_result: dropResult };
  const field = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (field !== undefined || fired.length > 0 || skip.length > 0) {
    const named = field ?? (fired.length > 0 ? "fired" : "skip");
    return [`decision.${named}`, "with phase FAILURE only the verdict, a delay, globals and memo are given"];
  }
  if (verdict !== "RETRY" && verdict !== "REVERT" && verdict !== "REVERT_ALL") {
    return ["decision.verdict", "must be RETRY, REVERT or REVERT_ALL with phase FAILURE"];
  }
  if (verdict !== "RETRY" && delayMs !== undefined) return ["decision.delay", "only with RETRY"];
  const run = (segment.entry(controller)?.scope?.retries ?? 0) + 1;
  if (verdict === "RETRY" && run >= LIMITS.scopeAttempts) {
    return [
      "decision.verdict",
      `must not be RETRY: the scope has run ${run} times, at most ${LIMITS.scopeAttempts} are kept`,
    ];
  }
  return globalsFault(segment, decision);
}

function outputFault(segment: Segment, decision: TaskDecision): Fault {
  const { verdict, fired, firesNone, skip, delayMs, context, plan, dropResult } = decision;
  const given = { verdict, fires_none: firesNone, delay: delayMs, context, plan, drop_result: dropResult };
  const field = Object.entries(given).find(([, value]) => value !== undefined)?.[0];
  if (field !== undefined || fired.length > 0 || skip.length > 0) {
    return [
      `decision.${field ?? (fired.length > 0 ? "fired" : "skip")}`,
      "with phase OUTPUT only globals and end are decided",
    ];
  }
  return globalsFault(segment, decision);
}

function startFault(segment: Segment, number: number, decision: TaskDecision): Fault {
  const { verdict, delayMs, dropResult, plan, end } = decision;
  if (isOfController(verdict)) return ["decision.verdict", `${verdict} is only with phase FAILURE`];
  const runs = verdict === undefined || verdict === "SUCCEED";
  if (verdict === "RETRY") return ["decision.verdict", "nothing is tried again before it has run"];
  if (delayMs !== undefined) return ["decision.delay", "only with RETRY; before a task runs it is `plan.delay`"];
  if (dropResult === true) return ["decision.drop_result", "the task has no result yet"];
  if (runs && decision.fired.length > 0) return ["decision.fired", "a task that runs fires no edge yet"];
  if (runs && decision.firesNone === true) return ["decision.fires_none", "a task that runs fires no edge yet"];
  if (runs && end !== undefined) return ["decision.end", "a task that runs cannot end the flow before"];
  if (!runs && plan !== undefined) return ["decision.plan", "only for a task that runs"];
  const misplanned = plan && planFault(segment, number, plan);
  if (misplanned !== undefined) return misplanned;
  return runs ? undefined : edgesFault(segment, number, decision, verdict === "SKIP" ? "SKIPPED" : "FAILED");
}

function endFault(segment: Segment, number: number, decision: TaskDecision, failure: StoredFailure | undefined): Fault {
  const { verdict, plan, delayMs, fired, firesNone, skip, end } = decision;
  if (isOfController(verdict)) return ["decision.verdict", `${verdict} is only with phase FAILURE`];
  if (plan !== undefined) return ["decision.plan", "only with phase START"];
  if (verdict !== "RETRY") {
    if (delayMs !== undefined) return ["decision.delay", "only with RETRY"];
    return edgesFault(segment, number, decision, endState(decision, failure));
  }
  if (fired.length > 0) return ["decision.fired", "a task that is tried again fires no edge yet"];
  if (firesNone === true) return ["decision.fires_none", "a task that is tried again fires no edge yet"];
  if (skip.length > 0) return ["decision.skip", "not with RETRY"];
  return end === undefined ? undefined : ["decision.end", "not with RETRY"];
}

function isOfController(verdict: TaskDecision["verdict"]): boolean {
  return verdict === "REVERT" || verdict === "REVERT_ALL";
}

/** Of the end of a task that a caller skips. */
function skippedFault(segment: Segment, number: number, decision: TaskDecision): Fault {
  const { verdict } = decision;
  if (verdict !== undefined && verdict !== "SKIP") return ["decision.verdict", "must be SKIP: a caller skips the task"];
  return endFault(segment, number, { ...decision, verdict: "SKIP" }, undefined);
}

function edgesFault(segment: Segment, number: number, { fired, firesNone }: TaskDecision, state: string): Fault {
  if (firesNone === true && fired.length > 0) return ["decision.fires_none", "must be false where an edge fires"];
  const edges = segment.definition.control?.nodes[segment.node(number).number]?.edges ?? [];
  const seen = new Set<number>();
  for (const [index, { edge, message }] of fired.entries()) {
    const field = `decision.fired[${index}]`;
    const declared: CompiledEdge | undefined = edges[edge];
    if (declared === undefined) return [`${field}.edge`, `the task has ${edges.length} edges, none of them is ${edge}`];
    if (!firesOn(declared.on, state)) return [`${field}.edge`, `edge ${edge} is not on a task that is ${state}`];
    if (seen.has(edge)) return [`${field}.edge`, `edge ${edge} fires once`];
    if (message !== "" && declared.target === undefined) {
      return [`${field}.message`, `must be empty: edge ${edge} leads to a task`];
    }
    seen.add(edge);
  }
  return undefined;
}

function commonFault(segment: Segment, number: number, decision: TaskDecision): Fault {
  const { end } = decision;
  if (end !== undefined && end.state === undefined) return ["decision.end.state", "is required"];
  if (end?.output !== undefined && segment.definition.flowNode !== undefined) {
    return ["decision.end.output", "must be absent: it is decided about with phase OUTPUT"];
  }
  return skipFault(segment, number, decision) ?? globalsFault(segment, decision);
}

function skipFault(segment: Segment, number: number, { skip }: TaskDecision): Fault {
  if (skip.length === 0) return undefined;
  const nodes = segment.definition.control?.nodes ?? [];
  const behind = new Set<number>([segment.node(number).number]);
  // What lies behind is appended meanwhile.
  for (const node of behind) for (const { node: next } of nodes[node]?.successors ?? []) behind.add(next);
  for (const [index, name] of skip.entries()) {
    const field = `decision.skip[${index}]`;
    const node = segment.definition.numberByName.get(name);
    if (node === undefined) return [field, `the flow has no task ${name}`];
    if (node === segment.node(number).number || !behind.has(node)) return [field, `no edge leads on to task ${name}`];
    if (nodes[node]?.join === undefined)
      return [field, `task ${name} has no join: each edge that fires is a run of it`];
  }
  return undefined;
}

function globalsFault({ flow }: Segment, { globals }: TaskDecision): Fault {
  if (Object.keys(globals).length === 0) return undefined;
  const all = Object.entries({ ...flow.globals, ...globals });
  if (all.length > LIMITS.globals) {
    return ["decision.globals", `must be at most ${LIMITS.globals} keys in all, would be ${all.length}`];
  }
  const bytes = all.reduce((sum, [key, { size }]) => sum + Buffer.byteLength(key) + size, 0);
  if (bytes <= LIMITS.globalsBytes) return undefined;
  return ["decision.globals", `must be at most ${LIMITS.globalsBytes} bytes in all, would be ${bytes}`];
}
