// The route as the address has it, and how to go elsewhere.
import { useEffect, useState } from "preact/hooks";
import { formatRoute, parseRoute, type Route } from "./route.js";

export function useRoute(): Route {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const read = (): void => setRoute(parseRoute(location.hash));
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  return route;
}

/** Goes to another place; the one before stays in the history. */
export function goTo(route: Partial<Route> & { readonly page: Route["page"] }): void {
  location.hash = formatRoute(route);
}

/** Changes what the page keeps in its address, without a step in the history: a filter, a tab, what is selected. */
export function replaceQuery(route: Route, changes: Readonly<Record<string, string>>): void {
  history.replaceState(history.state, "", formatRoute({ ...route, query: { ...route.query, ...changes } }));
  dispatchEvent(new HashChangeEvent("hashchange"));
}
