/**
 * What became of a decision: it is stored, it is not and will not be, or nobody knows.
 */
export type DecisionEnd = "LANDED" | "DROPPED" | "UNKNOWN";
