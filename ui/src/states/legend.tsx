// What the colours and signs of tasks mean.
import type { JSX } from "preact";
import { TaskStateChip } from "./state-views.js";
import { TASK_STATES } from "./task-states.js";

export function Legend(): JSX.Element {
  return (
    <details class="legend">
      <summary>Legend</summary>
      <ul>
        {TASK_STATES.map((state) => (
          <li key={state}>
            <TaskStateChip state={state} />
          </li>
        ))}
      </ul>
    </details>
  );
}
