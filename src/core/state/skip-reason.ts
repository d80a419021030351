/**
 * UPSTREAM: nothing led to its run. STOPPED, ENDED: the flow starts nothing any more. DECIDED: a decision says so.
 * REQUESTED: a caller says so.
 */
export type SkipReason = "UPSTREAM" | "STOPPED" | "ENDED" | "DECIDED" | "REQUESTED";
