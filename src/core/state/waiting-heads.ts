/**
 * What waits in a segment to be claimed by others.
 */
import { isEvaluationQueue } from "../definition/evaluation.js";
import { isFlowQueue } from "../definition/nested-flow.js";
import type { ReadyQueues } from "./ready-queues.js";
import type { Head } from "./segment-state.js";

/** A segment, as far as it offers what is ready in it. */
interface Offering {
  readonly definition: { readonly nests: boolean; readonly scopes?: object };
  /** Absent where nothing is asked about. */
  readonly control: object | undefined;
  readonly offers: boolean;
  readonly ready: ReadyQueues;
  readonly rankTime: number;
}

/** Whether what is ready in the queue may be claimed now: what is to be decided always, tasks where the flow offers. */
export function offersFrom({ offers }: Pick<Offering, "offers">, queue: string): boolean {
  return offers || isEvaluationQueue(queue);
}

/** What is to be decided waits in suspended flows, too; nested flows are started by the flow itself. */
export function waitingHeads({ definition, control, offers, ready, rankTime }: Offering): Head[] {
  if (offers && !definition.nests) return ready.heads(rankTime);
  if (!offers && control === undefined && definition.scopes === undefined) return [];
  return ready.heads(rankTime).filter(({ queue }) => isEvaluationQueue(queue) || (offers && !isFlowQueue(queue)));
}
