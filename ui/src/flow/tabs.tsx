// The views of a flow, of which one is shown.
import type { JSX } from "preact";
import type { Route } from "../shell/route.js";
import { replaceQuery } from "../shell/use-route.js";

const TABS = [
  ["graph", "Graph"],
  ["timeline", "Timeline"],
  ["tasks", "Tasks"],
  ["simulate", "Simulate"],
] as const;

export type Tab = (typeof TABS)[number][0];

/** The view that an address asks for. */
export function tabOf(query: Readonly<Record<string, string>>): Tab {
  return TABS.find(([name]) => name === query["view"])?.[0] ?? "graph";
}

export function Tabs({ route, tab }: { readonly route: Route; readonly tab: Tab }): JSX.Element {
  const move = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = TABS[TABS.findIndex(([name]) => name === tab) + step];
    if (step === 0 || next === undefined) return;
    event.preventDefault();
    replaceQuery(route, { view: next[0] });
    document.getElementById(`tab-${next[0]}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views of the flow" onKeyDown={move}>
      {TABS.map(([name, title]) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`tab-${name}`}
          aria-selected={name === tab}
          aria-controls="view"
          tabIndex={name === tab ? 0 : -1}
          onClick={() => replaceQuery(route, { view: name })}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
