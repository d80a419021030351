// The bar at the top: where one may go, the namespace, the theme, the caller.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Access } from "../engine/access.js";
import { readTheme, setTheme, THEMES, type Theme } from "../theme/theme.js";
import { Link } from "./links.js";
import type { Page, Route } from "./route.js";
import { goTo } from "./use-route.js";

const PLACES: readonly (readonly [Page, string])[] = [
  ["flows", "Flows"],
  ["queues", "Queues"],
  ["simulate", "Simulate"],
];

interface HeaderProps {
  readonly route: Route;
  readonly access: Access;
  readonly hasToken: boolean;
  readonly onToken: () => void;
}

export function Header({ route, access, hasToken, onToken }: HeaderProps): JSX.Element {
  return (
    <header class="bar">
      <button type="button" class="skip" onClick={() => document.getElementById("content")?.focus()}>
        Skip to the content
      </button>
      <span class="brand">LazyEngine</span>
      <nav aria-label="Pages">
        {PLACES.map(([page, name]) => (
          <Link
            key={page}
            to={{ page, namespace: route.namespace }}
            current={route.page === page || (page === "flows" && route.page === "flow")}
          >
            {name}
          </Link>
        ))}
      </nav>
      <span class="bar-rest" />
      <Namespace route={route} known={access.namespaces} />
      <ThemeSwitch />
      {access.byToken || hasToken ? (
        <button type="button" onClick={onToken}>
          {access.principal || "Token"}
        </button>
      ) : null}
    </header>
  );
}

function Namespace({ route, known }: { readonly route: Route; readonly known: readonly string[] }): JSX.Element {
  const page = route.page === "flow" ? "flows" : route.page;
  return (
    <label class="bar-field">
      Namespace
      <input
        type="text"
        list="namespaces"
        value={route.namespace}
        placeholder="default"
        spellcheck={false}
        onChange={(event) => goTo({ page, namespace: event.currentTarget.value.trim() })}
      />
      <datalist id="namespaces">
        {known.map((namespace) => (
          <option key={namespace} value={namespace} />
        ))}
      </datalist>
    </label>
  );
}

function ThemeSwitch(): JSX.Element {
  const [theme, setChosen] = useState<Theme>(readTheme);
  return (
    <label class="bar-field">
      Theme
      <select
        value={theme}
        onChange={(event) => {
          const chosen = event.currentTarget.value as Theme;
          setTheme(chosen);
          setChosen(chosen);
        }}
      >
        {THEMES.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}
