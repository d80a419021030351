/**
 * Checks the expressions of a definition, a few at a time: parsing one takes up to some milliseconds.
 */
import { expressionFault } from "../expressions/expression.js";
import { ExpressionLimit } from "../expressions/fault.js";
import type { ExpressionKind } from "../expressions/names.js";
import { LIMITS } from "../limits.js";
import type { FlowSettings, TaskDefinition } from "./definition.js";
import type { DefinitionFaults } from "./definition-fault.js";
import type { Stepwise } from "./stepwise.js";

/** Where an expression stands; what is no text was refused before. */
interface Place {
  readonly path: string;
  readonly text: string | undefined;
  readonly kind: ExpressionKind;
}

/** After so many characters whatever else waits comes first. */
const CHARACTERS_AT_ONCE = 1024;

export function* checkExpressions(
  faults: DefinitionFaults,
  settings: FlowSettings,
  tasks: readonly TaskDefinition[],
): Stepwise<void> {
  const names = new Set(tasks.map(({ name }) => name));
  // Of the same text and purpose one is looked at.
  const found = new Map<string, ReturnType<typeof expressionFault>>();
  let bytes = 0;
  let characters = 0;
  for (const { path, text, kind } of [...expressionsOfFlow(settings), ...tasks.flatMap(expressionsOfTask)]) {
    if (typeof text !== "string") continue;
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

function expressionsOfFlow({ output, defaultRetry }: FlowSettings): readonly Place[] {
  return [
    { path: "output", text: output, kind: "output" },
    { path: "default_retry.condition", text: defaultRetry?.condition, kind: "retry" },
  ];
}

function expressionsOfTask(task: TaskDefinition, place: number): readonly Place[] {
  const { dependsOn, next = [], retry, repeat, bindings = {}, forEach } = task;
  const path = `tasks[${place}]`;
  // There may be very many edges, and most have none.
  const ofEdge = (list: string, text: string | undefined, index: number): readonly Place[] =>
    text === undefined ? [] : [{ path: `${path}.${list}[${index}].condition`, text, kind: "condition" }];
  return [
    ...next.flatMap(({ condition }, index) => ofEdge("next", condition, index)),
    ...dependsOn.flatMap((one, index) => (typeof one === "string" ? [] : ofEdge("depends_on", one.condition, index))),
    { path: `${path}.retry.condition`, text: retry?.condition, kind: "retry" },
    { path: `${path}.for_each.expression`, text: forEach?.expression, kind: "items" },
    { path: `${path}.repeat.until`, text: repeat?.until, kind: "until" },
    ...Object.entries(bindings).map(([key, text]): Place => {
      return { path: `${path}.bindings[${JSON.stringify(key)}]`, text, kind: "binding" };
    }),
  ];
}
