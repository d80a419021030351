/**
 * What a caller may do where: verbs by namespace, as a file of tokens or a claim of a token states them.
 */
import { VERBS, type Verb } from "../../service/verbs.js";

/** The verbs of each namespace; those under ANY_NAMESPACE hold in all of them. */
export type Grants = ReadonlyMap<string, ReadonlySet<Verb>>;

export const ANY_NAMESPACE = "*";

const ALL_VERBS: ReadonlySet<Verb> = new Set(VERBS);
const NAMESPACE = /^[a-z0-9-]{1,63}$/;

export const EVERYTHING: Grants = new Map([[ANY_NAMESPACE, ALL_VERBS]]);

export const NOTHING: Grants = new Map();

export function grants(
  { namespace, verb }: { readonly namespace: string; readonly verb: Verb },
  given: Grants,
): boolean {
  return given.get(namespace)?.has(verb) === true || given.get(ANY_NAMESPACE)?.has(verb) === true;
}

export interface StatedGrants {
  readonly namespaces?: unknown;
  readonly verbs?: unknown;
}

/**
 * `namespaces` is "*" for all, a list of names, or a map of names (or "*") to their verbs. `verbs` is a list, or "*" for all,
 * which is what it means to leave them out; a map has its own. Throws an Error that says what is wrong.
 */
export function readGrants({ namespaces, verbs }: StatedGrants): Grants {
  if (namespaces === ANY_NAMESPACE) return new Map([[ANY_NAMESPACE, readVerbs(verbs, "verbs")]]);
  if (Array.isArray(namespaces) && namespaces.length > 0) {
    const same = readVerbs(verbs, "verbs");
    return new Map(namespaces.map((name, index) => [readNamespace(name, `entry ${index + 1}`), same]));
  }
  if (typeof namespaces === "object" && namespaces !== null && !Array.isArray(namespaces)) {
    if (verbs !== undefined) throw new Error("verbs: each of the namespaces has its own here");
    const entries = Object.entries(namespaces).map(([name, own], index) => {
      const key = name === ANY_NAMESPACE ? name : readNamespace(name, `key ${index + 1}`);
      return [key, readVerbs(own ?? [], `namespaces.${name}`)] as const;
    });
    if (entries.length > 0) return new Map(entries);
  }
  throw new Error('namespaces must be a list of names, a map of names to verbs, or "*" for all');
}

/** Names it by its place: what stands there may be a token by mistake. */
function readNamespace(name: unknown, place: string): string {
  if (typeof name === "string" && NAMESPACE.test(name)) return name;
  throw new Error(`namespaces: ${place} is no name of a namespace (1 to 63 of a-z, 0-9 and -)`);
}

function readVerbs(verbs: unknown, place: string): ReadonlySet<Verb> {
  if (verbs === undefined || verbs === "*") return ALL_VERBS;
  if (!Array.isArray(verbs) || verbs.length === 0) {
    throw new Error(`${place} must be a list of some of ${VERBS.join(", ")}, or "*" for all`);
  }
  return new Set(
    verbs.map((verb, index) => {
      const known = VERBS.find((candidate) => candidate === verb);
      if (known === undefined) throw new Error(`${place}: entry ${index + 1} is none of ${VERBS.join(", ")}`);
      return known;
    }),
  );
}
