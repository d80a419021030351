/**
 * The text of a flow file as a tree of mappings, lists and scalars with their places, read by the core schema of
 * YAML 1.2, of which JSON is a part. Nothing is interpreted here beyond the kind of a plain scalar.
 */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  visit,
} from "yaml";
import { FlowFileError, type TextPosition } from "./flow-file-error.js";
import { parseJsonTree } from "./json-tree.js";
import { parsePlainYaml } from "./plain-yaml.js";
import { kindOf } from "./scalar-kind.js";
import type { TextNode } from "./text-node.js";

export interface TextTree {
  readonly root: TextNode;
  position(at: number): TextPosition;
}

const EMPTY = "the file is empty: a flow file is a mapping with the key `tasks`";

/** Throws FlowFileError where the text is no YAML, or not exactly one document. */
export function parseTextTree(source: string, fileName?: string): TextTree {
  const text = source.startsWith("\uFEFF") ? source.slice(1) : source;
  const position = (at: number) => positionIn(text, at);
  const root = parseJsonTree(text) ?? parsePlainYaml(text) ?? parseYamlTree(text, position, fileName);
  return { root, position };
}

/** Counted where somebody asks: only faults do. */
function positionIn(text: string, at: number): TextPosition {
  const start = at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
  const line = text.slice(0, start).split("\n").length;
  return { line, column: [...text.slice(start, at)].length + 1 };
}

function parseYamlTree(text: string, position: (at: number) => TextPosition, fileName: string | undefined): TextNode {
  const documents = parseDocuments(text);
  const [first, second] = documents;
  if (first === undefined) {
    throw new FlowFileError(EMPTY, { line: 1, column: 1 }, "", fileName);
  }
  const [fault] = first.errors;
  if (fault !== undefined) {
    // The parser recurses: text that nests thousands of levels ends its stack.
    const problem = fault.code === "RESOURCE_EXHAUSTION" ? "nested more than 100 levels deep" : fault.message;
    throw new FlowFileError(problem, position(fault.pos[0]), "", fileName);
  }
  if (second !== undefined) {
    throw new FlowFileError(
      "a flow file holds one document; a second one starts here",
      position(second.range[0]),
      "",
      fileName,
    );
  }
  const opened = opener(first, text.includes("*"), (alias) => {
    const at = position(alias.range?.[0] ?? 0);
    return new FlowFileError(`the alias *${alias.source} has no anchor before it`, at, "", fileName);
  });
  const root = opened(first.contents, 0);
  if (root.kind === "scalar" && root.empty) {
    throw new FlowFileError(EMPTY, { line: 1, column: 1 }, "", fileName);
  }
  return root;
}

type Documents = readonly Document.Parsed[];

function parseDocuments(text: string): Documents {
  // The failsafe schema leaves scalars as text, so that kinds are decided in one place, by the table below.
  const parsed = parseAllDocuments(text, {
    schema: "failsafe",
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "silent",
  });
  return "empty" in parsed ? [] : parsed;
}

/** `hasAliases`: false where no text can be one, so that nobody looks for them. */
function opener(document: Document.Parsed, hasAliases: boolean, noAnchor: (alias: Alias) => FlowFileError) {
  const targets = hasAliases ? aliasTargets(document, noAnchor) : new Map<Alias, Node>();
  return function open(node: Node | null, missingAt: number): TextNode {
    if (node === null) {
      return { kind: "scalar", at: missingAt, tag: undefined, scalar: "nothing", text: "", empty: true };
    }
    if (isAlias(node)) {
      return open(targets.get(node) ?? null, missingAt);
    }
    const at = node.range?.[0] ?? missingAt;
    const tag = node.tag;
    if (isMap(node)) {
      return {
        kind: "mapping",
        at,
        tag,
        *entries() {
          for (const pair of node.items) {
            if (isPair<Node, Node | null>(pair)) {
              const key = open(pair.key, at);
              yield { key, value: open(pair.value, key.at) };
            }
          }
        },
      };
    }
    if (isSeq(node)) {
      return {
        kind: "list",
        at,
        tag,
        *items() {
          for (const item of node.items) {
            // A parsed list holds nodes only.
            yield open(item as Node | null, at);
          }
        },
      };
    }
    if (!isScalar(node)) {
      throw new TypeError("a YAML node is an alias, a mapping, a list or a scalar");
    }
    const plain = node.type === "PLAIN";
    const text = String(node.value ?? "");
    const empty = plain && text === "" && node.range?.[0] === node.range?.[1];
    return { kind: "scalar", at: empty ? missingAt : at, tag, scalar: plain ? kindOf(text) : "string", text, empty };
  };
}

/** What each alias stands for: the last node before it that has the anchor. */
function aliasTargets(document: Document.Parsed, noAnchor: (alias: Alias) => FlowFileError): Map<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Node(_key, node) {
      if (!isAlias(node)) {
        if (node.anchor !== undefined) {
          anchors.set(node.anchor, node);
        }
        return;
      }
      const target = anchors.get(node.source);
      if (target === undefined) {
        throw noAnchor(node);
      }
      targets.set(node, target);
    },
  });
  return targets;
}
