/**
 * Definitions as the contract's tests write them: in the form of flow files.
 */

import type { ForEachFile } from "./for-each-file.js";

/** A definition in the form of flow files. */
export interface SpecFile {
  readonly name?: string;
  readonly version?: string;
  readonly tasks?: readonly TaskFile[];
  readonly failure_mode?: "continue" | "stop" | "revert";
  readonly timeout?: string;
  readonly default_retry?: RetryFile;
  readonly max_parallel?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly allow_cycles?: boolean;
  readonly max_instances?: number;
  readonly evaluate?: EvaluateFile;
  readonly output?: string;
  readonly scopes?: readonly ScopeFile[];
  readonly defer_reverts?: boolean;
  readonly revert_failed?: boolean;
}

export interface ScopeFile {
  readonly name: string;
  readonly parent?: string;
  readonly controller: string;
  readonly kind: "always_revert" | "always_revert_all" | "times" | "custom";
  readonly attempts?: number;
  readonly revert_all?: boolean;
}

export interface EvaluateFile {
  readonly queue: string;
  readonly phases: readonly ("start" | "end" | "failure" | "output")[];
}

type EdgeOutcome = "success" | "failure" | "completion" | "skip";

export interface EdgeFile {
  readonly to?: string;
  readonly target?: "fail" | "succeed" | "pause" | "noop";
  readonly message?: string;
  readonly on?: readonly EdgeOutcome[];
  readonly condition?: string;
}

export interface DependencyFile {
  readonly task: string;
  readonly on: readonly EdgeOutcome[];
  readonly condition?: string;
}

export interface TaskFile {
  readonly name: string;
  readonly type?: string;
  readonly noop?: Readonly<Record<string, never>>;
  readonly flow?: SpecFile;
  readonly flow_digest?: string;
  readonly queue?: string;
  readonly input?: unknown;
  readonly depends_on?: readonly (string | DependencyFile)[];
  readonly next?: readonly (string | EdgeFile)[];
  readonly join?: {
    readonly kind?: "all" | "any" | "at_least";
    readonly count?: number;
    readonly unmet?: "fail" | "skip";
  };
  readonly retry?: RetryFile;
  readonly timeouts?: {
    readonly ready_to_claim?: string;
    readonly run?: string;
    readonly heartbeat?: string;
    readonly attempt?: string;
    readonly total?: string;
  };
  readonly delay?: string;
  readonly delay_after?: string;
  readonly priority?: number;
  readonly needs_flow_input?: boolean;
  readonly reads?: readonly string[];
  readonly on_lost?: "redeliver" | "fail";
  readonly labels?: Readonly<Record<string, string>>;
  readonly evaluate?: EvaluateFile;
  readonly needs_globals?: boolean;
  readonly for_each?: ForEachFile;
  readonly repeat?: { readonly until?: string; readonly max_times?: number; readonly delay?: string };
  readonly bindings?: Readonly<Record<string, string>>;
  readonly dynamic_flow?: boolean;
  readonly suspend_parent?: boolean;
  readonly scope?: string;
  readonly revert_type?: string;
  readonly concurrency_key?: string;
}

export interface RetryFile {
  readonly max_attempts: number;
  readonly initial_interval?: string;
  readonly multiplier?: number;
  readonly max_interval?: string;
  readonly jitter?: number;
  readonly non_retryable_types?: readonly string[];
  readonly condition?: string;
}
