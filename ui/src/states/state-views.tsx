// States as signs with words, and counts of states as a bar.
import type { JSX } from "preact";
import type { FlowState, TaskState } from "#gen/lazyengine/v1/states_pb.js";
import { formatCount } from "../format/numbers.js";
import { progressOf, type Share } from "./counts.js";
import { flowLook } from "./flow-states.js";
import { type StateLook, taskLook } from "./task-states.js";

export function FlowStateChip({ state }: { readonly state: FlowState }): JSX.Element {
  return <Chip look={flowLook(state)} />;
}

export function TaskStateChip({ state }: { readonly state: TaskState }): JSX.Element {
  return <Chip look={taskLook(state)} />;
}

function Chip({ look }: { readonly look: StateLook }): JSX.Element {
  return (
    <span class={`chip tone-${look.tone}`}>
      <span class="sign" aria-hidden="true">
        {look.sign}
      </span>
      {look.word}
    </span>
  );
}

/** The shares as a bar, and in words for who does not see it. */
export function CountsBar({ shares }: { readonly shares: readonly Share[] }): JSX.Element {
  const { total, ended } = progressOf(shares);
  return (
    <span class="counts">
      <span class="counts-bar" role="img" aria-label={wordsOf(shares)} title={wordsOf(shares)}>
        {shares.map(({ state, count }) => (
          <span key={state} class={`counts-part tone-${taskLook(state).tone}`} style={{ flexGrow: count }} />
        ))}
      </span>
      <span class="counts-figure">
        {formatCount(ended)}/{formatCount(total)}
      </span>
    </span>
  );
}

/** `12 succeeded, 3 running`. */
export function wordsOf(shares: readonly Share[]): string {
  return shares.map(({ state, count }) => `${formatCount(count)} ${taskLook(state).word}`).join(", ") || "no tasks";
}
