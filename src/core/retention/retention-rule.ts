/**
 * How long flows are kept after their end.
 */
import { type FlowState, isEndedFlow } from "../state/states.js";

export interface RetentionRule {
  /** Absent or empty = all that end a flow. */
  readonly states?: readonly FlowState[];
  /** All of them, with these values. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Since the flow's end; absent = for ever. */
  readonly olderThanMs?: number;
}

export interface AgedFlow {
  readonly state: FlowState;
  readonly endTime?: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether the first rule that the flow matches says that it is to go by now. */
export function isDue(rules: readonly RetentionRule[], flow: AgedFlow, now: number): boolean {
  const { state, endTime } = flow;
  if (!isEndedFlow(state) || endTime === undefined) return false;
  const rule = rules.find((one) => matches(one, flow));
  return rule?.olderThanMs !== undefined && endTime <= now - rule.olderThanMs;
}

/** The least age at which any flow may go; undefined = none ever does. */
export function leastAge(rules: readonly RetentionRule[]): number | undefined {
  const ages = rules.flatMap(({ olderThanMs }) => olderThanMs ?? []);
  return ages.length === 0 ? undefined : Math.min(...ages);
}

function matches({ states = [], labels = {} }: RetentionRule, flow: AgedFlow): boolean {
  if (states.length > 0 && !states.includes(flow.state)) return false;
  return Object.entries(labels).every(([key, value]) => flow.labels[key] === value);
}
