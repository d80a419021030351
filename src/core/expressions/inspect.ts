/**
 * Checks an expression before it is ever evaluated: that it names what there is, that types fit where they are known, and
 * that it cannot take too long; and finds what it reads.
 */
import type { CelFunc } from "@bufbuild/cel";
import { LIMITS } from "../limits.js";
import { estimatedSteps } from "./estimated-steps.js";
import { ExpressionFault, ExpressionLimit } from "./fault.js";
import { SERVED } from "./functions.js";
import {
  type ExpressionKind,
  FLOW_MEMBERS,
  NAMES,
  RESULTS,
  type Reads,
  TASK_MEMBERS,
  TYPE_NAMES,
  type ValueType,
} from "./names.js";
import { overloadOf } from "./overloads.js";
import type { Parsed, Syntax, SyntaxOf } from "./syntax.js";

export interface Surroundings {
  readonly kind: ExpressionKind;
  /** All functions, by name. */
  readonly functions: ReadonlyMap<string, readonly CelFunc[]>;
  /** The names of the definition's tasks; absent = they were checked. */
  readonly tasks?: { has(name: string): boolean };
}

/** Throws ExpressionFault. */
export function inspect(parsed: Parsed, surroundings: Surroundings): Reads {
  const inspection = new Inspection(parsed, surroundings);
  const type = inspection.typeOf(parsed.syntax, new Map());
  const expected = RESULTS[surroundings.kind];
  if (expected !== undefined && type !== expected && type !== "dyn") {
    throw new ExpressionFault(`must give a ${expected}, gives a ${type}`, parsed.position(parsed.syntax.id));
  }
  const steps = estimatedSteps(parsed.syntax);
  if (steps > LIMITS.expressionSteps) {
    const message = `must take at most ${LIMITS.expressionSteps} steps, takes about ${steps}`;
    throw new ExpressionLimit(message, parsed.position(parsed.syntax.id), LIMITS.expressionSteps, steps);
  }
  return inspection;
}

/** The variables of macros around a node, with their types. */
type Scope = ReadonlyMap<string, ValueType>;

class Inspection implements Reads {
  readonly names = new Set<string>();
  readonly tasks = new Map<string, boolean>();
  readonly #globals = new Set<string>();
  #allGlobals = false;
  #loops = 0;
  readonly #parsed: Parsed;
  readonly #surroundings: Surroundings;

  constructor(parsed: Parsed, surroundings: Surroundings) {
    this.#parsed = parsed;
    this.#surroundings = surroundings;
  }

  get globals(): ReadonlySet<string> | undefined {
    return this.#allGlobals ? undefined : this.#globals;
  }

  typeOf(syntax: Syntax, scope: Scope): ValueType {
    const { exprKind } = syntax;
    switch (exprKind.case) {
      case "constExpr":
        return CONSTANTS[exprKind.value.constantKind.case ?? ""] ?? "dyn";
      case "identExpr":
        return this.#name(syntax, exprKind.value.name, scope);
      case "selectExpr": {
        const { operand, field, testOnly } = exprKind.value;
        if (operand === undefined) throw this.#fault(syntax, "selects from nothing");
        const type = this.#member(syntax, operand, field, scope);
        return testOnly ? "bool" : type;
      }
      case "callExpr":
        return this.#call(syntax, exprKind.value, scope);
      case "listExpr":
        for (const element of exprKind.value.elements) this.typeOf(element, scope);
        return "list";
      case "structExpr":
        return this.#struct(syntax, exprKind.value, scope);
      case "comprehensionExpr":
        return this.#comprehension(syntax, exprKind.value, scope);
      default:
        throw this.#fault(syntax, "is no expression");
    }
  }

  #fault(syntax: Syntax, message: string): ExpressionFault {
    return new ExpressionFault(message, this.#parsed.position(syntax.id));
  }

  #name(syntax: Syntax, name: string, scope: Scope): ValueType {
    const local = scope.get(name);
    if (local !== undefined) return local;
    const names = NAMES[this.#surroundings.kind];
    const type = Object.hasOwn(names, name) ? names[name] : undefined;
    if (type === undefined) {
      if (TYPE_NAMES.has(name)) return "type";
      throw this.#fault(syntax, `unknown name ${name}; known are ${Object.keys(names).join(", ")}`);
    }
    if (name === "tasks") {
      throw this.#fault(syntax, 'tasks must be followed by the name of a task: tasks.NAME or tasks["NAME"]');
    }
    if (name === "globals") this.#allGlobals = true;
    this.names.add(name);
    return type;
  }

  /** Of `operand.key`, or `operand["key"]`. */
  #member(syntax: Syntax, operand: Syntax, key: string, scope: Scope): ValueType {
    const root = rootName(operand, scope);
    if (root === "tasks") return this.#task(syntax, key, true);
    if (root === "globals") {
      this.names.add(root);
      this.#globals.add(key);
      return "dyn";
    }
    const task = taskNamed(operand, scope);
    if (task !== undefined) {
      this.#task(operand, task, key === "result");
      return this.#known(syntax, TASK_MEMBERS, key, "a task");
    }
    const type = this.typeOf(operand, scope);
    if (root === "flow") return this.#known(syntax, FLOW_MEMBERS, key, "flow");
    if (type !== "dyn" && type !== "map") throw this.#fault(syntax, `a ${type} has no member ${key}`);
    return "dyn";
  }

  #task(syntax: Syntax, name: string, result: boolean): ValueType {
    if (this.#surroundings.tasks?.has(name) === false) {
      throw this.#fault(syntax, `the definition has no task ${JSON.stringify(name)}`);
    }
    this.names.add("tasks");
    this.tasks.set(name, result || this.tasks.get(name) === true);
    return "map";
  }

  #known(syntax: Syntax, members: Readonly<Record<string, ValueType>>, key: string, owner: string): ValueType {
    const type = Object.hasOwn(members, key) ? members[key] : undefined;
    if (type !== undefined) return type;
    throw this.#fault(syntax, `${owner} has no member ${key}; known are ${Object.keys(members).join(", ")}`);
  }

  #call(syntax: Syntax, { function: name, target, args }: SyntaxOf<"callExpr">, scope: Scope): ValueType {
    const [first, second] = args;
    if (name === "_[_]" && first !== undefined && second !== undefined) {
      const key = textOf(second);
      if (key !== undefined) return this.#member(syntax, first, key, scope);
      const type = this.typeOf(first, scope);
      if (!ITERABLE.has(type)) throw this.#fault(syntax, `a ${type} has no elements`);
      this.typeOf(second, scope);
      return "dyn";
    }
    if (!SERVED.has(name)) throw this.#fault(syntax, `there is no function ${name}`);
    const self = target && this.typeOf(target, scope);
    const types = args.map((arg) => this.typeOf(arg, scope));
    if (name === "_?_:_") {
      const [condition = "dyn", yes = "dyn", no = "dyn"] = types;
      this.#mustBe(args[0] ?? syntax, condition, "bool");
      return yes === no ? yes : "dyn";
    }
    if (name === "_&&_" || name === "_||_") {
      for (const [place, type] of types.entries()) this.#mustBe(args[place] ?? syntax, type, "bool");
      return "bool";
    }
    if (name === "@not_strictly_false") return "bool";
    const found = overloadOf(this.#surroundings.functions.get(name) ?? [], name, self, types);
    if (found.fault !== undefined) throw this.#fault(syntax, found.fault);
    return found.type;
  }

  #mustBe(syntax: Syntax, type: ValueType, expected: ValueType): void {
    if (type !== "dyn" && type !== expected) throw this.#fault(syntax, `must be a ${expected}, is a ${type}`);
  }

  #struct(syntax: Syntax, { messageName, entries }: SyntaxOf<"structExpr">, scope: Scope): ValueType {
    if (messageName !== "") throw this.#fault(syntax, `there are no messages, such as ${messageName}`);
    for (const { keyKind, value } of entries) {
      if (keyKind.case === "mapKey") this.typeOf(keyKind.value, scope);
      if (value !== undefined) this.typeOf(value, scope);
    }
    return "map";
  }

  #comprehension(syntax: Syntax, value: SyntaxOf<"comprehensionExpr">, scope: Scope): ValueType {
    const { iterRange, accuInit, accuVar, iterVar, loopCondition, loopStep, result } = value;
    if (!iterRange || !accuInit || !loopCondition || !loopStep || !result) throw this.#fault(syntax, "is no macro");
    const range = this.typeOf(iterRange, scope);
    if (!ITERABLE.has(range)) throw this.#fault(iterRange, `must be a list or a map, is a ${range}`);
    this.#loops += 1;
    if (this.#loops > LIMITS.expressionLoops) {
      const message = `macros must be nested at most ${LIMITS.expressionLoops} deep`;
      throw new ExpressionLimit(message, this.#parsed.position(syntax.id), LIMITS.expressionLoops, this.#loops);
    }
    const outer = new Map([...scope, [accuVar, this.typeOf(accuInit, scope)]]);
    const inner = new Map([...outer, [iterVar, "dyn"]]);
    this.typeOf(loopCondition, inner);
    this.typeOf(loopStep, inner);
    this.#loops -= 1;
    return this.typeOf(result, outer);
  }
}

const ITERABLE: ReadonlySet<ValueType> = new Set(["dyn", "list", "map"]);

const CONSTANTS: Readonly<Record<string, ValueType>> = {
  boolValue: "bool",
  bytesValue: "bytes",
  doubleValue: "double",
  int64Value: "int",
  uint64Value: "uint",
  stringValue: "string",
  nullValue: "null_type",
};

/** The name that stands alone, where no macro has a variable of that name. */
function rootName({ exprKind }: Syntax, scope: Scope): string | undefined {
  if (exprKind.case !== "identExpr" || scope.has(exprKind.value.name)) return undefined;
  return exprKind.value.name;
}

/** The name in `tasks.NAME` or `tasks["NAME"]`. */
function taskNamed({ exprKind }: Syntax, scope: Scope): string | undefined {
  if (exprKind.case === "selectExpr") {
    const { operand, field, testOnly } = exprKind.value;
    return operand !== undefined && !testOnly && rootName(operand, scope) === "tasks" ? field : undefined;
  }
  if (exprKind.case !== "callExpr" || exprKind.value.function !== "_[_]") return undefined;
  const [operand, key] = exprKind.value.args;
  return operand !== undefined && key !== undefined && rootName(operand, scope) === "tasks" ? textOf(key) : undefined;
}

function textOf({ exprKind }: Syntax): string | undefined {
  if (exprKind.case !== "constExpr" || exprKind.value.constantKind.case !== "stringValue") return undefined;
  return exprKind.value.constantKind.value;
}
