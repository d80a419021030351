/**
 * Seeds that once broke a promise, with what was wrong then. A seed tells the same story only as long as the generator
 * stays as it is: each fault has a test of its own beside it.
 */
import { controlledFlows, type Workload } from "./workload.js";

interface Regression {
  readonly seed: number;
  readonly fault: string;
  /** In a world of flows with edges of all kinds. */
  readonly workload?: Workload;
}

export const REGRESSIONS: readonly Regression[] = [
  { seed: 1009, fault: "a sweep forgot a backlog that had taken the place of another" },
  { seed: 424308505, fault: "a session that expired took the claims of others in its flows with it" },
  { seed: 834116429, fault: "the repeat of a failed try named what a later try made ready in another segment" },
  { seed: 442, fault: "a session that was opened anew while its expired life was taken back lost its new claims" },
  { seed: 1386, fault: "a copy that was read before a commit landed took the place of the one that shows it" },
  {
    seed: 390,
    fault: "a renewal that named a claim of a flow's former run was refused as a whole",
    workload: controlledFlows,
  },
];
