/**
 * What follows from whatever a command did, in this order: consequences of ended tasks, hand-over, the flow's verdict.
 */
import { conclude } from "./conclusion.js";
import type { Draft } from "./draft.js";
import { handOver } from "./hand-over.js";
import { propagate } from "./propagation.js";
import { putAway } from "./put-away.js";

export function settle(draft: Draft): void {
  do {
    propagate(draft);
    handOver(draft);
    // A nested flow that must not begin has ended there.
  } while (draft.ended.length > 0);
  putAway(draft);
  conclude(draft);
}
