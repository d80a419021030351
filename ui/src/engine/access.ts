// Who the caller is to the server, and what that caller may do in a namespace.

/** What callers may do; docs/ui.md has a table of what each shows. */
export type Verb = "run" | "complete" | "watch" | "read" | "admin";

/** What the server tells of the caller. */
export interface Caller {
  readonly principal: string;
  readonly authentication: "none" | "token" | "certificate";
  /** Of namespace `*`: in all of them. */
  readonly grants: readonly { readonly namespace: string; readonly verbs: readonly string[] }[];
}

export interface Access {
  readonly principal: string;
  /** True = the server lets in callers by a token, so that another one may be entered. */
  readonly byToken: boolean;
  readonly verbs: ReadonlySet<Verb>;
  /** The namespaces that are granted by name. */
  readonly namespaces: readonly string[];
  /** Those of them that the caller may look at. */
  readonly readable: readonly string[];
}

/** Of a caller of whom nothing is known yet: nothing is offered. */
export const NO_ACCESS: Access = { principal: "", byToken: false, verbs: new Set(), namespaces: [], readable: [] };

const VERBS: readonly string[] = ["run", "complete", "watch", "read", "admin"] satisfies readonly Verb[];

/** What a caller may do in a namespace, of which empty is `default`. */
export function accessIn(caller: Caller, namespace: string): Access {
  const name = namespace || "default";
  const granted = caller.grants.filter((grant) => grant.namespace === name || grant.namespace === "*");
  const verbs = granted.flatMap((grant) => grant.verbs).filter((verb): verb is Verb => VERBS.includes(verb));
  const named = caller.grants.filter((grant) => grant.namespace !== "*");
  return {
    principal: caller.principal,
    byToken: caller.authentication === "token",
    verbs: new Set(verbs),
    namespaces: named.map((grant) => grant.namespace),
    readable: named.filter((grant) => grant.verbs.includes("read")).map((grant) => grant.namespace),
  };
}
