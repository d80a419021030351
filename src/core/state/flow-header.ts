/**
 * What state keeps of a flow as a whole, in its segment 0. Immutable, replaced whole.
 */
import type { StoredFailure } from "./failure.js";
import type { StoredPayload } from "./payload.js";
import type { FlowState } from "./states.js";

/** A control command that was recorded, so that its repeat is recognised. */
export interface RequestRecord {
  readonly rpc: string;
  readonly requestId: string;
  /** Of the request's content: a repeat with another digest is refused. */
  readonly digest: string;
}

/** The flow is being cancelled: by a caller, or by its own timeout. */
export interface Cancellation {
  readonly reason: string;
  /** When what is still claimed is cancelled. */
  readonly deadline: number;
  /** True where the flow's timeout asked for it: then it ends FAILED. */
  readonly timeout: boolean;
}

export interface FlowHeader {
  readonly name: string;
  readonly definitionDigest: string;
  /** The core's behaviour that this flow was started under. */
  readonly rules: number;
  readonly state: FlowState;
  /** The segment's version at the last change of this header. */
  readonly version: number;
  readonly createTime: number;
  readonly startTime?: number;
  readonly endTime?: number;
  /** When anything of the flow last changed, its tasks included. */
  readonly updateTime: number;
  readonly notBeforeTime?: number;
  /** When the flow's timeout is due. */
  readonly deadline?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly input?: StoredPayload;
  readonly failure?: StoredFailure;
  readonly cancellation?: Cancellation;
  /** A task failed and the failure mode is STOP: nothing new starts. */
  readonly stopping?: true;
  /** The W3C `traceparent` that came with the run. */
  readonly traceContext?: string;
  /** The request that ran the flow: its request_id, and the digest of what it asked for. */
  readonly runRequestId?: string;
  readonly runDigest: string;
  /** The newest 64 control requests. */
  readonly requests: readonly RequestRecord[];
}

export const KEPT_REQUESTS = 64;
