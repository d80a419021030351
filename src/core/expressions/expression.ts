/**
 * Expressions of a definition in CEL: checked when it is taken in, made ready once when first evaluated, evaluated with
 * what they read. Evaluating knows no clock and no chance, and takes no longer than its steps.
 */
import {
  type CelFunc,
  type CelInput,
  type CelResult,
  type CelValue,
  celEnv,
  isCelError,
  isCelList,
  plan,
} from "@bufbuild/cel";
import { LIMITS } from "../limits.js";
import { ExpressionFault, START } from "./fault.js";
import { expressionFunctions } from "./functions.js";
import { inspect } from "./inspect.js";
import { type Json, jsonOf, type Readable } from "./json-values.js";
import { type Budget, Meter } from "./meter.js";
import { metered } from "./metered-syntax.js";
import type { ExpressionKind, Reads } from "./names.js";
import { type Parsed, parseExpression } from "./syntax.js";

/** One for the process: an evaluation is never interrupted by another. */
const METER = new Meter();
const ENVIRONMENT = celEnv({ funcs: expressionFunctions(METER) });
const FUNCTIONS = functionsByName();

function functionsByName(): ReadonlyMap<string, readonly CelFunc[]> {
  const byName = new Map<string, CelFunc[]>();
  for (const func of ENVIRONMENT.funcs) {
    const known = byName.get(func.name);
    if (known === undefined) byName.set(func.name, [func]);
    else known.push(func);
  }
  return byName;
}

/** What is wrong with the text; undefined = nothing. `tasks`: the names of the definition's tasks. */
export function expressionFault(
  text: string,
  kind: ExpressionKind,
  tasks: { has(name: string): boolean },
): ExpressionFault | undefined {
  try {
    inspect(parseExpression(text), { kind, functions: FUNCTIONS, tasks });
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionFault) return error;
    throw error;
  }
}

interface Ready {
  readonly parsed: Parsed;
  readonly reads: Reads;
  readonly evaluate: (values: Readonly<Record<string, CelInput>>) => CelResult;
}

export class Expression {
  readonly text: string;
  readonly kind: ExpressionKind;
  /** The field that it stands in, as in `tasks[3].next[0].condition`. */
  readonly path: string;
  #ready: Ready | undefined;

  constructor(text: string, kind: ExpressionKind, path: string) {
    this.text = text;
    this.kind = kind;
    this.path = path;
  }

  get reads(): Reads {
    return this.#made.reads;
  }

  /** Of a condition. Throws ExpressionFault. */
  holds(values: Readonly<Record<string, Readable>>, budget: Budget): boolean {
    const value = this.#evaluated(values, budget, (outcome) => outcome);
    if (typeof value === "boolean") return value;
    throw new ExpressionFault(`must give a bool, gave ${kindOf(value)}`, START);
  }

  /** Throws ExpressionFault, also where JSON has no form for it. */
  value(values: Readonly<Record<string, Readable>>, budget: Budget): Json {
    return this.#evaluated(values, budget, (outcome) => jsonOf(outcome, METER));
  }

  /** The elements of a list. Throws ExpressionFault. */
  list(values: Readonly<Record<string, Readable>>, budget: Budget): readonly Json[] {
    return this.#evaluated(values, budget, (outcome) => {
      if (!isCelList(outcome)) throw new Error(`must give a list, gave ${kindOf(outcome)}`);
      return Array.from(outcome, (element) => jsonOf(element, METER));
    });
  }

  get #made(): Ready {
    this.#ready ??= this.#make();
    return this.#ready;
  }

  #make(): Ready {
    const parsed = parseExpression(this.text);
    const reads = inspect(parsed, { kind: this.kind, functions: FUNCTIONS });
    return { parsed, reads, evaluate: plan(ENVIRONMENT, metered(parsed.syntax)) };
  }

  #evaluated<Value>(
    values: Readonly<Record<string, Readable>>,
    budget: Budget,
    read: (outcome: CelValue) => Value,
  ): Value {
    const { parsed, evaluate } = this.#made;
    try {
      const outcome = METER.run(budget, LIMITS.expressionSteps, () => {
        METER.spendText(this.text.length);
        return evaluate(values as Readonly<Record<string, CelInput>>);
      });
      if (METER.isSpent) throw tooLong();
      if (isCelError(outcome)) throw new ExpressionFault(outcome.message, parsed.position(outcome.exprId));
      return METER.run({ steps: LIMITS.expressionValueSteps }, LIMITS.expressionValueSteps, () => read(outcome));
    } catch (error) {
      if (error instanceof ExpressionFault) throw error;
      if (METER.isSpent) throw tooLong();
      throw new ExpressionFault(error instanceof Error ? error.message : String(error), START);
    }
  }
}

function tooLong(): ExpressionFault {
  return new ExpressionFault(
    `takes more than ${LIMITS.expressionSteps} steps, or than what is left for the decision`,
    START,
  );
}

function kindOf(value: CelValue): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value === "bigint" ? "an int" : `a ${typeof value}`;
  return isCelList(value) ? "a list" : "a map";
}
