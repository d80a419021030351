/**
 * How a segment of a large flow goes on after tasks of the flow had ended, and how segment 0 has all of them do so (rule
 * M7): each decides by itself what runs again, once it knows how all that its nodes wait for stand.
 */
import type { NodeAddress } from "../../definition/compiled-definition.js";
import { takeUpPart } from "../../snapshot/take-up-part.js";
import type { FlowHeader, OtherSegments } from "../../state/flow-header.js";
import type { Order } from "../../state/message.js";
import {
  type AwaitedReopening,
  arrivalsOf,
  NONE_AWAITED,
  nextComplete,
  nodesHeard,
  type Reopening,
  withOrder,
} from "../../state/reopening.js";
import type { Segment } from "../../state/segment.js";
import { isTerminalTask } from "../../state/states.js";
import type { Draft } from "../draft.js";
import { inputToTell, standingOf } from "../exchange.js";
import { otherSegments } from "../other-segments.js";
import { propagate } from "../propagation.js";
import { childFault } from "./child-again.js";
import { comingBack } from "./coming-back.js";
import { allFailed, cutOff, hasRun } from "./failed-tasks.js";
import { decideAnew, goOn, type Plan } from "./go-on.js";
import { reopenFlow } from "./reopen-flow.js";
import { behind, first } from "./reset.js";

/** What a caller asks for, wherever the nodes are. */
export interface ReopeningAcross {
  readonly takesUp?: true;
  readonly nodes?: readonly NodeAddress[] | "failed" | "all";
  readonly reset?: true;
  readonly skipped?: NodeAddress;
  readonly child?: NodeAddress & { readonly attempt: number };
}

/** Segment 0 goes on, and orders all others to. */
export function reopenAcross(draft: Draft, wanted: ReopeningAcross, fields: Partial<FlowHeader>): void {
  const { flow, segment } = draft;
  const epoch = (flow.epoch ?? 0) + 1;
  const others = flow.others && unsettled(flow.others);
  reopenFlow(draft, { ...fields, epoch, reopened: epoch, ...(others !== undefined && { others }) }, new Set());
  const standing = standingOf(draft.flow);
  if (standing === undefined) throw new Error("a flow that goes on has no standing");
  const order: Order = { kind: "order", epoch, ...standing, ...inputToTell(draft) };
  draft.hasOrdered = true;
  draft.send(otherSegments(segment.definition).map((to) => ({ to, body: { ...order, reopens: partOf(wanted, to) } })));
  draft.putLinks({ awaited: withOrder(NONE_AWAITED, epoch, partOf(wanted, 0)) });
  goOnWhereComplete(draft);
}

/** All of them are to settle anew. */
function unsettled({ count, counts }: OtherSegments): OtherSegments {
  return { count, counts, settled: 0, resting: 0 };
}

function partOf({ takesUp, nodes, reset, skipped, child }: ReopeningAcross, segment: number): Reopening {
  const isHere = (address: NodeAddress | undefined) => address?.segment === segment;
  const own = typeof nodes === "object" ? nodes.filter(isHere).map(({ number }) => number) : nodes;
  return {
    ...(takesUp !== undefined && { takesUp }),
    ...(own !== undefined && { nodes: own }),
    ...(reset !== undefined && { reset }),
    ...(skipped !== undefined && isHere(skipped) && { skipped: skipped.number }),
    ...(child !== undefined && isHere(child) && { child: { number: child.number, attempt: child.attempt } }),
  };
}

/** It goes on by every order for which it has heard all that it waits for, one after the other. */
export function goOnWhereComplete(draft: Draft): void {
  const { segment } = draft;
  for (;;) {
    const { awaited = NONE_AWAITED, ...links } = segment.links;
    const epoch = nextComplete(awaited, segment.definition.sourceSegments);
    const reopening = epoch === undefined ? undefined : awaited.get(epoch);
    if (epoch === undefined || reopening === undefined) return;
    // What ended before, in the same delivery, has led on before anything of it is taken back.
    propagate(draft);
    const left = new Map(awaited);
    left.delete(epoch);
    const arrivals = arrivalsOf(reopening);
    segment.putLinks({ ...links, arrivals, ...(left.size > 0 && { awaited: left }) });
    draft.reopenings.push({ epoch, anew: goOnBy(draft, reopening) });
  }
}

/** Returns the nodes that begin anew. */
function goOnBy(draft: Draft, reopening: AwaitedReopening): ReadonlySet<number> {
  const { segment, flow } = draft;
  const doomed = nodesHeard(reopening, "unmet");
  const { order = {} } = reopening;
  if (order.takesUp === true) {
    takeUpPart(draft, doomed);
    return new Set();
  }
  let anew: ReadonlySet<number> = new Set();
  // It may have been cancelled, stopped or ended since.
  if (draft.mayRetry && flow.cancellation === undefined) {
    const plan = planOf(segment, order, nodesHeard(reopening, "anew"), doomed);
    anew = plan.reset ?? anew;
    goOn(draft, plan, {});
  }
  for (const { number, sourceSegments } of segment.definition.nodes) {
    if (sourceSegments > 0 && segment.stateOf(number) === "PENDING") decideAnew(draft, number, doomed);
  }
  return anew;
}

function planOf(segment: Segment, order: Reopening, begun: ReadonlySet<number>, doomed: ReadonlySet<number>): Plan {
  const { definition } = segment;
  const { nodes = [], skipped } = order;
  const isReset = order.reset === true;
  const chosen = nodes === "all" ? definition.roots : nodes === "failed" ? allFailed(segment) : nodes;
  const reset =
    nodes === "all"
      ? new Set(definition.nodes.map(({ number }) => number))
      : behind(segment, [...(isReset ? chosen : []), ...begun]);
  const ran = isReset ? [] : chosen.filter((number) => mayRunAgain(segment, number));
  const isSkipped = skipped !== undefined && !reset.has(skipped) && maySkip(segment, skipped);
  const skips = isSkipped ? { skipped } : {};
  const waits = order.child !== undefined && mayWait(segment, order.child) && !reset.has(order.child.number);
  const child = waits ? order.child?.number : undefined;
  const cut = cutOff(segment).filter((number) => !(isSkipped && number === skipped));
  const again = new Set(
    [...ran, ...cut, ...(child === undefined ? [] : [child])].filter((number) => !reset.has(number)),
  );
  const reopened = { again: new Set([...again, ...reset]), ...skips };
  const back = comingBack(segment, reopened, new Set(), doomed).filter((number) => !reset.has(number));
  const begins = isReset ? first(segment, chosen, begun) : [];
  return { again, back, reset, begins, doomed, ...skips, ...(child !== undefined && { child }) };
}

/** Its flow may have been told to go on before, and its task waits for it already. */
function mayWait(segment: Segment, { number, attempt }: NonNullable<Reopening["child"]>): boolean {
  const { over } = segment.entry(number)?.child ?? {};
  return over === true && childFault(segment, number, attempt) === undefined;
}

/** It may have been tried again since it was named. */
function mayRunAgain(segment: Segment, number: number): boolean {
  const entry = segment.entry(number);
  return entry !== undefined && hasRun(entry) && (entry.state === "FAILED" || entry.state === "CANCELLED");
}

function maySkip(segment: Segment, number: number): boolean {
  const state = segment.stateOf(number);
  return !isTerminalTask(state) || state === "FAILED" || state === "CANCELLED";
}
