/**
 * Scopes: tasks whose failures a controller decides about.
 */

/**
 * What the controller decides when a task of its scope fails. ALWAYS_REVERT: what lies behind it is reverted, unless its
 * parent says otherwise. ALWAYS_REVERT_ALL: the whole flow is. TIMES: all of it is tried again, so many times. CUSTOM: an
 * adapter is asked.
 */
export type ControllerKind = "ALWAYS_REVERT" | "ALWAYS_REVERT_ALL" | "TIMES" | "CUSTOM";

export const CONTROLLER_KINDS: readonly ControllerKind[] = ["ALWAYS_REVERT", "ALWAYS_REVERT_ALL", "TIMES", "CUSTOM"];

export interface ScopeDefinition {
  readonly name: string;
  /** The scope that it lies in; absent = none. */
  readonly parent?: string;
  /** The task that it begins with. */
  readonly controller: string;
  readonly kind: ControllerKind;
  /** Only for TIMES, else 0: how often it runs in all; 0 and 1 both mean once. */
  readonly attempts: number;
  /** Only for TIMES: when its attempts are used up, the whole flow is reverted. */
  readonly revertAll: boolean;
}
