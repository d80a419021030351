// Where in the page one is, as the part of the address behind `#`: the server sees none of it, a link holds all of it.

/** `flows`, `flow` with its id, `queues` or `simulate`; the namespace; and what the page itself keeps. */
export interface Route {
  readonly page: Page;
  /** Empty = `default`, as in the contract. */
  readonly namespace: string;
  /** Of page `flow`; else empty. */
  readonly flowId: string;
  readonly query: Readonly<Record<string, string>>;
}

export const PAGES = ["flows", "flow", "queues", "simulate"] as const;
export type Page = (typeof PAGES)[number];

/** Reads what stands behind `#`. What is not understood leads to the list of flows. */
export function parseRoute(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const [first = "", second = ""] = path.split("/");
  const parameters = new URLSearchParams(search);
  const namespace = parameters.get("namespace") ?? "";
  parameters.delete("namespace");
  const query = Object.fromEntries(parameters);
  const page = PAGES.find((name) => name === first) ?? "flows";
  const flowId = page === "flow" ? decoded(second) : "";
  return { page: page === "flow" && flowId === "" ? "flows" : page, namespace, flowId, query };
}

/** The address of a route, `#` included. Parameters that are empty are left out. */
export function formatRoute(route: Partial<Route> & { readonly page: Page }): string {
  const path = route.page === "flow" ? `flow/${encodeURIComponent(route.flowId ?? "")}` : route.page;
  const parameters = new URLSearchParams();
  if (route.namespace) parameters.set("namespace", route.namespace);
  for (const [key, value] of Object.entries(route.query ?? {})) {
    if (value !== "") parameters.set(key, value);
  }
  const search = parameters.toString();
  return `#/${path}${search === "" ? "" : `?${search}`}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
