/**
 * A syntax tree made ready for evaluating: what is repeated is counted each time, and what the library takes long for is
 * done otherwise.
 */
import { APPEND, HAS, RANGE, STEP } from "./functions.js";
import { partsOf, type Syntax, type SyntaxOf } from "./syntax.js";

type Comprehension = SyntaxOf<"comprehensionExpr">;
type Call = SyntaxOf<"callExpr">;

/** The nodes keep their ids, and those around them have the same. */
export function metered(syntax: Syntax): Syntax {
  const { exprKind } = syntax;
  switch (exprKind.case) {
    case "selectExpr": {
      const { operand, field, testOnly } = exprKind.value;
      if (operand === undefined) return syntax;
      if (testOnly) return call(syntax, HAS, [metered(operand), text(syntax, field)]);
      return { ...syntax, exprKind: { case: "selectExpr", value: { ...exprKind.value, operand: metered(operand) } } };
    }
    case "callExpr":
      return meteredCall(syntax, exprKind.value);
    case "listExpr": {
      const elements = exprKind.value.elements.map(metered);
      return { ...syntax, exprKind: { case: "listExpr", value: { ...exprKind.value, elements } } };
    }
    case "structExpr": {
      const entries = exprKind.value.entries.map((entry) => ({
        ...entry,
        ...(entry.keyKind.case === "mapKey" && {
          keyKind: { case: "mapKey" as const, value: metered(entry.keyKind.value) },
        }),
        ...(entry.value !== undefined && { value: metered(entry.value) }),
      }));
      return { ...syntax, exprKind: { case: "structExpr", value: { ...exprKind.value, entries } } };
    }
    case "comprehensionExpr":
      return meteredComprehension(syntax, exprKind.value);
    default:
      return syntax;
  }
}

function meteredCall(syntax: Syntax, value: Call): Syntax {
  const args = value.args.map(metered);
  const target = value.target && metered(value.target);
  const made = { ...value, args, ...(target !== undefined && { target }) };
  // What the macros gather is gathered in place.
  if (value.function === "_+_" && isResult(args[0]) && args[1]?.exprKind.case === "listExpr") made.function = APPEND;
  return { ...syntax, exprKind: { case: "callExpr", value: made } };
}

/** Of a macro that is being evaluated: no text can name it. */
function isResult(syntax: Syntax | undefined): boolean {
  return syntax?.exprKind.case === "identExpr" && syntax.exprKind.value.name === "@result";
}

function meteredComprehension(syntax: Syntax, value: Comprehension): Syntax {
  const { iterRange, loopCondition, loopStep } = value;
  if (iterRange === undefined || loopCondition === undefined || loopStep === undefined) return syntax;
  const cost = 1 + ownNodes(loopCondition) + ownNodes(loopStep);
  const made: Comprehension = {
    ...value,
    iterRange: call(iterRange, RANGE, [metered(iterRange)]),
    loopCondition: call(syntax, STEP, [metered(loopCondition), whole(syntax, cost)]),
    loopStep: metered(loopStep),
  };
  return { ...syntax, exprKind: { case: "comprehensionExpr", value: made } };
}

/** How many nodes are evaluated each time, but for what inner comprehensions repeat, which counts for itself. */
export function ownNodes(syntax: Syntax): number {
  const { exprKind } = syntax;
  const parts =
    exprKind.case === "comprehensionExpr"
      ? [exprKind.value.iterRange, exprKind.value.accuInit, exprKind.value.result].filter((part) => part !== undefined)
      : partsOf(syntax);
  return parts.reduce((sum, part) => sum + ownNodes(part), 1);
}

function call({ id }: Syntax, name: string, args: Syntax[]): Syntax {
  return {
    $typeName: "cel.expr.Expr",
    id,
    exprKind: { case: "callExpr", value: { $typeName: "cel.expr.Expr.Call", function: name, args } },
  };
}

function text({ id }: Syntax, value: string): Syntax {
  return constant(id, { case: "stringValue", value });
}

function whole({ id }: Syntax, value: number): Syntax {
  return constant(id, { case: "int64Value", value: BigInt(value) });
}

function constant(id: bigint, constantKind: SyntaxOf<"constExpr">["constantKind"]): Syntax {
  return {
    $typeName: "cel.expr.Expr",
    id,
    exprKind: { case: "constExpr", value: { $typeName: "cel.expr.Constant", constantKind } },
  };
}
