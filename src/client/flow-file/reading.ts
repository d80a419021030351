/**
 * What the readers of a flow file share while they walk its tree: where they are, how they refuse, and the bounds of
 * what they walk.
 */
import { FlowFileError } from "./flow-file-error.js";
import type { MappingNode, TextNode } from "./text-node.js";
import type { TextTree } from "./text-tree.js";

const MAX_DEPTH = 100;
const MAX_VALUES = 1_000_000;
const SHOWN_CODE_POINTS = 40;

/** A node that is being read. */
export interface Place {
  readonly node: TextNode;
  readonly path: string;
  /** How many mappings and lists are open around it, itself included. */
  readonly depth: number;
}

export class Reading {
  readonly #tree: TextTree;
  readonly #fileName: string | undefined;
  #values = 0;

  constructor(tree: TextTree, fileName: string | undefined) {
    this.#tree = tree;
    this.#fileName = fileName;
  }

  root(): Place {
    return this.#enter(this.#tree.root, "", 0);
  }

  refuse(at: TextNode, path: string, problem: string): FlowFileError {
    return new FlowFileError(problem, this.#tree.position(at.at), path, this.#fileName);
  }

  /** "expected WHAT, found FOUND", with what else is to be said behind it. */
  expected(place: Place, what: string, more = ""): FlowFileError {
    return this.refuse(place.node, place.path, `expected ${what}, found ${found(place.node)}${more}`);
  }

  /** A tag that is not read where it stands is refused. */
  refuseTag(place: Place): void {
    if (place.node.tag !== undefined) {
      const problem = `unknown tag ${place.node.tag}; the only one is !payload, where a payload stands`;
      throw this.refuse(place.node, place.path, problem);
    }
  }

  /** The entries of a mapping, in order, with keys that are strings and occur once. */
  *entries(
    place: Place & { readonly node: MappingNode },
  ): Iterable<{ key: string; keyNode: TextNode; value: () => Place }> {
    const known = new Map<string, TextNode>();
    for (const { key: keyNode, value } of place.node.entries()) {
      const key = this.#key(keyNode, place.path);
      const path = place.path === "" ? key : `${place.path}.${key}`;
      const first = known.get(key);
      if (first !== undefined) {
        const { line } = this.#tree.position(first.at);
        throw this.refuse(keyNode, path, `the key \`${key}\` is given twice; first in line ${line}`);
      }
      // Positions are counted from the start of the line, which may be the whole file: only where one is told.
      known.set(key, keyNode);
      yield { key, keyNode, value: () => this.#enter(value, path, place.depth) };
    }
  }

  *items(place: Place): Iterable<Place> {
    if (place.node.kind !== "list") {
      throw this.expected(place, "a list");
    }
    let index = 0;
    for (const item of place.node.items()) {
      yield this.#enter(item, `${place.path}[${index++}]`, place.depth);
    }
  }

  /** A string with no half of a surrogate pair in it, which UTF-8 could not hold. */
  wellFormed(node: TextNode, path: string, text: string): string {
    if (/\p{Surrogate}/u.test(text)) {
      throw this.refuse(node, path, "the string holds half of a surrogate pair");
    }
    return text;
  }

  #key(node: TextNode, path: string): string {
    this.refuseTag({ node, path, depth: 0 });
    if (node.kind === "scalar" && node.scalar === "string") {
      return this.wellFormed(node, path, node.text);
    }
    const quote = node.kind === "scalar" && node.scalar !== "nothing" ? `; quote it: "${node.text}"` : "";
    throw this.refuse(node, path, `expected a string as key, found ${found(node)}${quote}`);
  }

  #enter(node: TextNode, path: string, outer: number): Place {
    this.#values += 1;
    if (this.#values > MAX_VALUES) {
      throw this.refuse(node, path, `more than ${MAX_VALUES} values`);
    }
    const depth = node.kind === "scalar" ? outer : outer + 1;
    if (depth > MAX_DEPTH) {
      throw this.refuse(node, path, `nested more than ${MAX_DEPTH} levels deep`);
    }
    return { node, path, depth };
  }
}

/** Names a value in a message. */
function found(node: TextNode): string {
  if (node.kind !== "scalar") {
    return `a ${node.kind}`;
  }
  switch (node.scalar) {
    case "nothing":
      return "nothing";
    case "boolean":
      return node.text;
    case "string":
      return `the string "${shorten(node.text)}"`;
    default:
      return `the number ${shorten(node.text)}`;
  }
}

function shorten(text: string): string {
  const points = [...text];
  return points.length <= SHOWN_CODE_POINTS ? text : `${points.slice(0, SHOWN_CODE_POINTS).join("")}…`;
}
