/**
 * What is taken down of one run of a flow in a simulated world: the commands that took effect, in the order of their
 * commits, what each was answered, and what was stored at the end.
 */
import type {
  ControlResponse,
  ReadyTask,
  RunResponse,
  TaskCompleteRequest,
  TaskCompleteResponse,
} from "../../../src/engine/index.js";
import type { SegmentRecord } from "../../../src/store/segment-record.js";
import type { SimulatedFlow } from "../workload.js";

/** An attempt of a task, as the world counted it. */
interface OfAttempt {
  readonly task: string;
  readonly attempt: number;
}

export type RecordedCommand =
  /** `holder`: "<session>@<epoch>". `delivered`: what it was sent, where it came to that. */
  | ({ readonly kind: "claim"; readonly holder: string; readonly delivered?: ReadyTask } & OfAttempt)
  | ({
      readonly kind: "complete";
      /** An outcome, or a deferral. */
      readonly request: TaskCompleteRequest;
      /** An outsider brings it, who knows the attempt and not the token. */
      readonly isByOutsider: boolean;
      readonly answer?: TaskCompleteResponse;
    } & OfAttempt)
  | ({ readonly kind: "release"; readonly isDelayed: boolean } & OfAttempt)
  | ({ readonly kind: "report"; readonly fraction: number; readonly paused?: boolean } & OfAttempt)
  /** The lease of a session was over: the tasks that it held in this flow were taken back. */
  | { readonly kind: "lose"; readonly holder: string; readonly lost: readonly OfAttempt[] }
  | { readonly kind: "suspend" | "resume"; readonly answer?: ControlResponse }
  /** `isAbrupt`: nobody was left the time to bring an outcome. */
  | { readonly kind: "cancel"; readonly isAbrupt: boolean; readonly answer?: ControlResponse }
  /** The grace of the cancel was over. */
  | { readonly kind: "endGrace" };

export interface RecordedRun {
  readonly flow: SimulatedFlow;
  /** 1, 2, …: a flow may be deleted and run again. */
  readonly times: number;
  readonly started?: RunResponse;
  readonly commands: readonly RecordedCommand[];
  /** What was stored when it ended; or before time alone did what no command can repeat. */
  readonly last: SegmentRecord;
  /** What time did there. */
  readonly cutBy?: string;
  readonly isDeleted: boolean;
}
