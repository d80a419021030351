/**
 * Checks the expressions of a definition, a few at a time: parsing one takes up to some milliseconds.
 */
import { expressionFault } from "../expressions/expression.js";
import { ExpressionLimit } from "../expressions/fault.js";
import type { ExpressionKind } from "../expressions/names.js";
import { LIMITS } from "../limits.js";
import type { TaskDefinition } from "./definition.js";
import type { DefinitionFaults } from "./definition-fault.js";
import type { Stepwise } from "./stepwise.js";

export interface WrittenExpression {
  readonly path: string;
  readonly text: string;
  readonly kind: ExpressionKind;
}

/** After so many characters whatever else waits comes first. */
const CHARACTERS_AT_ONCE = 1024;

export function* checkExpressions(faults: DefinitionFaults, tasks: readonly TaskDefinition[]): Stepwise<void> {
  const names = new Set(tasks.map(({ name }) => name));
  // Of the same text and purpose one is looked at.
  const found = new Map<string, ReturnType<typeof expressionFault>>();
  let bytes = 0;
  let characters = 0;
  for (const { path, text, kind } of tasks.flatMap(expressionsOfTask)) {
    bytes += Buffer.byteLength(text);
    if (bytes > LIMITS.expressionsBytes) {
      faults.tooMuch(path, "bytes in all expressions up to here", LIMITS.expressionsBytes, bytes);
      return;
    }
    const key = `${kind} ${text}`;
    if (!found.has(key)) {
      found.set(key, expressionFault(text, kind, names));
      characters += text.length;
    }
    const fault = found.get(key);
    if (fault !== undefined) addFault(faults, path, fault);
    if (faults.isFull) return;
    if (characters < CHARACTERS_AT_ONCE) continue;
    characters = 0;
    yield;
  }
}

function addFault(
  faults: DefinitionFaults,
  path: string,
  fault: NonNullable<ReturnType<typeof expressionFault>>,
): void {
  const { line, column } = fault.position;
  const message = `line ${line}, column ${column}: ${fault.message}`;
  const place = { line: String(line), column: String(column) };
  if (fault instanceof ExpressionLimit) {
    const { limit, value } = fault;
    faults.add(path, "LIMIT_EXCEEDED", message, { ...place, limit: String(limit), value: String(value) });
  } else faults.add(path, "INVALID_FIELD", message, place);
}

function expressionsOfTask({ dependsOn, next = [] }: TaskDefinition, place: number): WrittenExpression[] {
  const path = `tasks[${place}]`;
  const edges = [
    ...next.map(({ condition }, index) => ({ condition, path: `${path}.next[${index}].condition` })),
    ...dependsOn.map((dependency, index) => ({
      condition: typeof dependency === "string" ? undefined : dependency.condition,
      path: `${path}.depends_on[${index}].condition`,
    })),
  ];
  return edges.flatMap(({ condition, path: edge }): WrittenExpression[] =>
    typeof condition !== "string" ? [] : [{ path: edge, text: condition, kind: "condition" }],
  );
}
