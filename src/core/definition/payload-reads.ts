/**
 * What the expressions of a definition may read of its tasks: found once for each definition.
 */
import type { Expression } from "../expressions/expression.js";
import { mentions } from "../expressions/mentions.js";
import type { CompiledDefinition, CompiledNode } from "./compiled-definition.js";

export interface PayloadReads {
  /** The nodes whose results expressions read by the names of their tasks. */
  readonly results: ReadonlySet<number>;
  /** By node: the names by which expressions of its own read what surrounds them. */
  readonly own: ReadonlyMap<number, ReadonlySet<string>>;
  /** All names. */
  readonly names: ReadonlySet<string>;
}

const FOUND = new WeakMap<CompiledDefinition, PayloadReads>();

export function payloadReads(definition: CompiledDefinition): PayloadReads {
  const known = FOUND.get(definition);
  if (known !== undefined) return known;
  const found = find(definition);
  FOUND.set(definition, found);
  return found;
}

function find(definition: CompiledDefinition): PayloadReads {
  const { output, nodes, numberByName } = definition;
  const results = new Set<number>();
  const all = new Set<string>();
  let readsAny = false;
  const read = (expressions: readonly Expression[]) => {
    const own = new Set<string>();
    for (const expression of expressions) {
      const mentioned = mentions(expression);
      for (const name of mentioned.names) own.add(name);
      if (mentioned.results === undefined) readsAny = true;
      for (const task of mentioned.results ?? []) {
        const number = numberByName.get(task);
        if (number !== undefined) results.add(number);
      }
    }
    for (const name of own) all.add(name);
    return own;
  };
  const own = new Map(nodes.map((node) => [node.number, read(expressionsOf(definition, node))]));
  if (output !== undefined) read([output]);
  return { results: readsAny ? new Set(numberByName.values()) : results, own, names: all };
}

function expressionsOf({ control }: CompiledDefinition, node: CompiledNode): readonly Expression[] {
  const { bindings, retryCondition, repeat, items, number } = node;
  const conditions = (control?.nodes[number]?.edges ?? []).map(({ condition }) => condition);
  const bound = (bindings?.expressions ?? []).map(([, expression]) => expression);
  const all = [...bound, ...conditions, retryCondition, repeat?.until, items?.expression];
  return all.filter((expression) => expression !== undefined);
}
