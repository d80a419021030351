// The states of tasks as the page shows them: a word, a sign, so that colour is never all there is, and a tone.
import { TaskState } from "#gen/lazyengine/v1/states_pb.js";

/** What a state means at a glance; the colours of each stand in styles/tones.css. */
export type Tone = "idle" | "waiting" | "active" | "good" | "bad" | "dropped" | "undone";

export interface StateLook {
  readonly word: string;
  readonly sign: string;
  readonly tone: Tone;
  readonly ended: boolean;
}

const look = (word: string, sign: string, tone: Tone, ended = false): StateLook => ({ word, sign, tone, ended });

/** In the order in which bars and legends show them: what is done first, what has not begun last. */
export const TASK_LOOKS: ReadonlyMap<TaskState, StateLook> = new Map([
  [TaskState.SUCCEEDED, look("succeeded", "✓", "good", true)],
  [TaskState.RUNNING, look("running", "▶", "active")],
  [TaskState.READY, look("ready", "◆", "waiting")],
  [TaskState.DELAYED, look("delayed", "◔", "waiting")],
  [TaskState.PAUSED, look("paused", "‖", "waiting")],
  [TaskState.RETRYING, look("retrying", "↻", "waiting")],
  [TaskState.FAILED, look("failed", "✕", "bad", true)],
  [TaskState.REVERT_FAILED, look("revert failed", "!", "bad", true)],
  [TaskState.REVERTING, look("reverting", "◀", "undone")],
  [TaskState.REVERTED, look("reverted", "↶", "undone", true)],
  [TaskState.CANCELLED, look("cancelled", "⊘", "dropped", true)],
  [TaskState.SKIPPED, look("skipped", "»", "dropped", true)],
  [TaskState.PENDING, look("pending", "○", "idle")],
]);

/** All states that a task can be in, in the order of their looks. */
export const TASK_STATES: readonly TaskState[] = [...TASK_LOOKS.keys()];

const UNKNOWN = look("unknown", "?", "idle");

/** How a state looks; of a later version's as unknown. */
export function taskLook(state: TaskState): StateLook {
  return TASK_LOOKS.get(state) ?? UNKNOWN;
}
