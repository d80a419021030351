/** What the worlds have to do in which it must be noticed. */
export type WorldKind =
  | "plain"
  | "controlled"
  | "decided"
  | "nested"
  | "composed"
  | "queues"
  | "keys"
  | "schedules"
  | "deleted schedules"
  | "failing"
  | "pausing"
  | "retention"
  | "doubled"
  | "scoped"
  | "steered"
  | "large"
  | "computed"
  | "edited";

/**
 * A mutation: a small edit of the engine that breaks a rule, made in a copy of the sources. The simulation must notice.
 */
export interface Mutation {
  readonly name: string;
  /** As in `docs/rules.md`; of a fault that was found and mended, the seed that showed it. */
  readonly rule: string;
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Default plain. */
  readonly worlds?: WorldKind;
  /** So many of them show it, where it takes more than the usual number: what it is about seldom comes about. */
  readonly seeds?: number;
  /** What is broken by it, in a phrase. */
  readonly breaks: string;
}
