/**
 * What SimulateFlow is asked, as the contract's tests ask it.
 */
import type { SpecFile } from "./values.js";

export interface Assumption {
  readonly durationMs?: number;
  readonly outcome?: "SUCCEED" | "FAIL";
  readonly failures?: number;
}

/** Exactly one of spec, definitionDigest, definitionName and flowId. */
export interface SimulateRequest {
  readonly namespace: string;
  readonly spec?: SpecFile;
  readonly definitionDigest?: string;
  readonly definitionName?: string;
  readonly flowId?: string;
  readonly defaultAssumption?: Assumption;
  readonly assumptions?: Readonly<Record<string, Assumption>>;
  readonly slots?: number;
}
