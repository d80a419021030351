// Which tasks are shown: states and a part of the id, kept in the address.
import type { JSX } from "preact";
import type { TaskState } from "#gen/lazyengine/v1/states_pb.js";
import type { Route } from "../shell/route.js";
import { replaceQuery } from "../shell/use-route.js";
import { TASK_STATES, taskLook } from "../states/task-states.js";
import { type TaskFilter, wordOf } from "./task-filter.js";

interface TaskFilterFormProps {
  readonly route: Route;
  readonly filter: TaskFilter;
  /** Of a large flow the server compares the begin of ids only. */
  readonly byBegin: boolean;
}

export function TaskFilterForm({ route, filter, byBegin }: TaskFilterFormProps): JSX.Element {
  const { states } = filter;
  const toggle = (state: TaskState): void => {
    const next = states.includes(state) ? states.filter((other) => other !== state) : [...states, state];
    replaceQuery(route, { states: next.map(wordOf).join(",") });
  };
  return (
    <form class="task-filter" aria-label="Filters of tasks" onSubmit={(event) => event.preventDefault()}>
      <input
        type="text"
        aria-label={byBegin ? "The id begins with" : "The id contains"}
        placeholder={byBegin ? "id begins with" : "id contains"}
        data-shortcut="/"
        spellcheck={false}
        value={filter.text}
        onInput={(event) => replaceQuery(route, { text: event.currentTarget.value })}
      />
      <fieldset class="toggles">
        <legend class="unseen">States</legend>
        {TASK_STATES.map((state) => (
          <label key={state} class={`toggle tone-${taskLook(state).tone}`}>
            <input type="checkbox" checked={states.includes(state)} onChange={() => toggle(state)} />
            <span class="sign" aria-hidden="true">
              {taskLook(state).sign}
            </span>
            {taskLook(state).word}
          </label>
        ))}
      </fieldset>
    </form>
  );
}
