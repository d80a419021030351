/**
 * The expressions of tasks and flows beside those of edges, made ready for deciding.
 */
import { Expression } from "../expressions/expression.js";
import type { FlowSettings, RetryPolicy, TaskDefinition } from "./definition.js";
import { inputObject } from "./validate-computed.js";

export interface CompiledRepeat {
  readonly until?: Expression;
  /** 0 = no bound of its own. */
  readonly maxTimes: number;
  readonly delayMs: number;
}

/** What makes the input of a task. */
export interface CompiledBindings {
  /** What the definition gives; keys that are computed take the place of its own. */
  readonly base: object;
  readonly expressions: readonly (readonly [key: string, expression: Expression])[];
}

/** Absent where the task has none. */
export interface Computed {
  readonly repeat?: CompiledRepeat;
  readonly bindings?: CompiledBindings;
  /** Must hold for another try. */
  readonly retryCondition?: Expression;
}

/** `standard`: the condition of the flow's default retry policy. */
export function compileComputed(
  { retry, repeat, bindings, input }: TaskDefinition,
  place: number,
  standard: Expression | undefined,
): Computed {
  const path = `tasks[${place}]`;
  const retryCondition = retry === undefined ? standard : compileRetry(retry, `${path}.retry`);
  if (repeat === undefined && bindings === undefined && retryCondition === undefined) return {};
  return {
    ...(repeat !== undefined && { repeat: compileRepeat(repeat, `${path}.repeat`) }),
    ...(bindings !== undefined && {
      bindings: {
        base: (input && inputObject(input)) ?? {},
        expressions: Object.entries(bindings).map(([key, text]) => {
          return [key, new Expression(text, "binding", `${path}.bindings[${JSON.stringify(key)}]`)] as const;
        }),
      },
    }),
    ...(retryCondition !== undefined && { retryCondition }),
  };
}

function compileRepeat({ until, maxTimes, delayMs }: NonNullable<TaskDefinition["repeat"]>, path: string) {
  const bounds = { maxTimes, delayMs };
  return until === undefined ? bounds : { until: new Expression(until, "until", `${path}.until`), ...bounds };
}

export function compileRetry({ condition }: RetryPolicy, path: string): Expression | undefined {
  return condition === undefined ? undefined : new Expression(condition, "retry", `${path}.condition`);
}

export function compileOutput({ output }: FlowSettings): { readonly output?: Expression } {
  return output === undefined ? {} : { output: new Expression(output, "output", "output") };
}
