/**
 * Decisions as the contract's tests write them. Absent = what the contract says.
 */
export interface DecisionInput {
  readonly verdict?: "SUCCEED" | "FAIL" | "RETRY" | "SKIP" | "REVERT" | "REVERT_ALL";
  readonly fired?: readonly { readonly edge: number; readonly message?: string }[];
  readonly firesNone?: boolean;
  readonly skip?: readonly string[];
  readonly delayMs?: number;
  readonly context?: unknown;
  readonly globals?: Readonly<Record<string, unknown>>;
  readonly plan?: {
    readonly delayMs?: number;
    readonly queue?: string;
    readonly priority?: number;
    readonly pause?: boolean;
    readonly items?: readonly unknown[];
    readonly more?: boolean;
    readonly maxParallel?: number;
  };
  readonly end?: {
    readonly state?: "SUCCEEDED" | "FAILED" | "CANCELLED";
    readonly message?: string;
    readonly output?: unknown;
    readonly inFlight?: "LEAVE" | "CANCEL";
  };
  readonly dropResult?: boolean;
  readonly message?: string;
}
