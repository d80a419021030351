/**
 * What Run takes and gives.
 */
import type { FlowDefinition } from "../core/definition/definition.js";
import type { TaskSnapshot as StateOfTask, FlowSnapshot as StateSnapshot } from "../core/snapshot/flow-snapshot.js";
import type { Failure } from "../core/state/failure.js";
import type { Payload } from "../core/state/payload.js";
import type { Flow, ScopeAttempt, StateChange, TaskRef } from "./values.js";

/** What a flow begins with; see `FlowSnapshot` of the core. */
export type FlowSnapshot = StateSnapshot<TaskSnapshot>;
export type TaskSnapshot = StateOfTask<Payload, Failure, ScopeAttempt>;

export interface RunRequest {
  readonly namespace?: string;
  /** Generated where absent: from the request_id where there is one, else at random. */
  readonly flowId?: string;
  readonly requestId?: string;
  readonly definition:
    | { readonly kind: "spec"; readonly spec: FlowDefinition }
    | { readonly kind: "digest"; readonly digest: string }
    | { readonly kind: "name"; readonly name: string };
  readonly input?: Payload;
  readonly labels?: Readonly<Record<string, string>>;
  readonly notBeforeTime?: number;
  readonly priority?: number;
  readonly conflictPolicy?: "FAIL" | "RETURN_EXISTING" | "REPLACE";
  /** With REPLACE: the flow that is there must be at this revision. */
  readonly expectedRevision?: string;
  /** How far the flow's tasks have come already; absent = nothing has happened to them. */
  readonly snapshot?: FlowSnapshot;
  /** Check everything, write nothing: the answer shows the flow as it would start. */
  readonly validateOnly?: boolean;
  /** The W3C `traceparent` of the caller, handed on with each ReadyTask of the flow. */
  readonly traceContext?: string;
}

export interface RunResponse {
  /** Without a revision where the request was only validated. */
  readonly flow: Flow;
  readonly ready: readonly TaskRef[];
  readonly readyCount: number;
  readonly changes: readonly StateChange[];
  readonly changesTruncated: boolean;
  readonly replayed: boolean;
  readonly warnings: readonly string[];
}
