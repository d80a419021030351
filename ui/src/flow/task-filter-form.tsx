// Which tasks are shown: states and a part of the id, kept in the address.
import type { JSX } from "preact";
import type { Route } from "../shell/route.js";
import { replaceQuery } from "../shell/use-route.js";
import { TASK_STATES, taskLook } from "../states/task-states.js";
import type { TaskFilter } from "./task-filter.js";

interface TaskFilterFormProps {
  readonly route: Route;
  readonly filter: TaskFilter;
  /** Of a large flow the server compares the begin of ids only. */
  readonly byBegin: boolean;
}

export function TaskFilterForm({ route, filter, byBegin }: TaskFilterFormProps): JSX.Element {
  const words = filter.states.map((state) => taskLook(state).word);
  const toggle = (word: string): void => {
    const next = words.includes(word) ? words.filter((other) => other !== word) : [...words, word];
    replaceQuery(route, { states: next.map((state) => state.replace(" ", "_")).join(",") });
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
            <input
              type="checkbox"
              checked={filter.states.includes(state)}
              onChange={() => toggle(taskLook(state).word)}
            />
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
