// The filters of the list, as a form that keeps them in the address.
import type { JSX } from "preact";
import type { Route } from "../shell/route.js";
import { replaceQuery } from "../shell/use-route.js";
import { FLOW_STATES, flowLook } from "../states/flow-states.js";
import { type Filters, SPANS, stateWord } from "./filters.js";

interface FilterFormProps {
  readonly route: Route;
  readonly filters: Filters;
}

export function FilterForm({ route, filters }: FilterFormProps): JSX.Element {
  const change = (key: string, value: string): void => replaceQuery(route, { [key]: value.trim() });
  const toggle = (word: string): void => {
    const words = filters.states.map(stateWord);
    change("state", (words.includes(word) ? words.filter((other) => other !== word) : [...words, word]).join(","));
  };
  return (
    <form class="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <fieldset class="toggles">
        <legend class="unseen">States</legend>
        {FLOW_STATES.map((state) => (
          <label key={state} class={`toggle tone-${flowLook(state).tone}`}>
            <input type="checkbox" checked={filters.states.includes(state)} onChange={() => toggle(stateWord(state))} />
            <span class="sign" aria-hidden="true">
              {flowLook(state).sign}
            </span>
            {flowLook(state).word}
          </label>
        ))}
      </fieldset>
      <div class="fields">
        <Field label="Definition's name" value={route.query["name"]} onCommit={(value) => change("name", value)} />
        <Field
          label="Labels"
          hint="key=value, key=value"
          value={route.query["labels"]}
          onCommit={(value) => change("labels", value)}
        />
        <Field
          label="Within the flow"
          hint="id"
          value={route.query["root"]}
          onCommit={(value) => change("root", value)}
        />
        <label class="field">
          Created
          <select value={route.query["within"] ?? ""} onChange={(event) => change("within", event.currentTarget.value)}>
            <option value="">at any time</option>
            {Object.keys(SPANS).map((span) => (
              <option key={span} value={span}>
                in the last {span}
              </option>
            ))}
          </select>
        </label>
      </div>
    </form>
  );
}

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string | undefined;
  readonly onCommit: (value: string) => void;
}

/** Filters when it is left, or by Enter: each letter would be a call. */
function Field({ label, hint, value, onCommit }: FieldProps): JSX.Element {
  return (
    <label class="field">
      {label}
      <input
        type="text"
        value={value ?? ""}
        placeholder={hint}
        spellcheck={false}
        autocomplete="off"
        onChange={(event) => onCommit(event.currentTarget.value)}
      />
    </label>
  );
}
