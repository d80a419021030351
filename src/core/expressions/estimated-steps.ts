/**
 * About how many steps an expression takes at least, as far as its text tells: lists that are written out have a known
 * length, all others count as one element.
 */
import { partsOf, type Syntax } from "./syntax.js";

export function estimatedSteps(syntax: Syntax): number {
  const { exprKind } = syntax;
  if (exprKind.case !== "comprehensionExpr") {
    return partsOf(syntax).reduce((sum, part) => sum + estimatedSteps(part), 1);
  }
  const { iterRange, loopCondition, loopStep, accuInit, result } = exprKind.value;
  const once = [iterRange, accuInit, result].reduce((sum, part) => sum + (part ? estimatedSteps(part) : 0), 1);
  const each = [loopCondition, loopStep].reduce((sum, part) => sum + (part ? estimatedSteps(part) : 0), 0);
  return once + each * (iterRange === undefined ? 1 : knownLength(iterRange));
}

/** Of a list that is written out, or made of such. */
function knownLength({ exprKind }: Syntax): number {
  if (exprKind.case === "listExpr") return exprKind.value.elements.length;
  if (exprKind.case === "structExpr") return exprKind.value.entries.length;
  if (exprKind.case === "comprehensionExpr" && exprKind.value.accuInit?.exprKind.case === "listExpr") {
    return exprKind.value.iterRange === undefined ? 1 : knownLength(exprKind.value.iterRange);
  }
  if (exprKind.case === "callExpr" && exprKind.value.function === "_+_") {
    return exprKind.value.args.reduce((sum, arg) => sum + knownLength(arg), 0);
  }
  return 1;
}
