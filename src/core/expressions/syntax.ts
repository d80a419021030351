/**
 * Expressions as syntax trees, by the CEL library's parser.
 */
import { parse } from "@bufbuild/cel";
import { ExpressionFault, type Position, positionAt, START } from "./fault.js";
import { scan } from "./scan.js";

export type Syntax = ReturnType<typeof parse>["expr"];
export type SyntaxOf<Case extends string> = Extract<Syntax["exprKind"], { case: Case }>["value"];

export interface Parsed {
  readonly syntax: Syntax;
  /** Of a node, by its id. */
  position(id: bigint | number | undefined): Position;
}

/** Throws ExpressionFault where the text is no expression. */
export function parseExpression(text: string): Parsed {
  scan(text);
  const { expr, sourceInfo } = parsed(text);
  const offsets = sourceInfo?.positions ?? {};
  return {
    syntax: expr,
    position: (id) => positionAt(text, pastBlanks(text, id === undefined ? 0 : (offsets[String(id)] ?? 0))),
  };
}

/** Of an operator the parser's place is where the blanks before it begin. */
function pastBlanks(text: string, offset: number): number {
  const { length } = text.slice(offset);
  return offset + length - text.slice(offset).trimStart().length;
}

function parsed(text: string): ReturnType<typeof parse> {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof RangeError) throw new ExpressionFault("is nested too deeply", START);
    throw syntaxFault(error);
  }
}

/** The parser's errors have no exported type. */
function syntaxFault(error: unknown): ExpressionFault {
  const { rawMessage, message, location } = error as {
    readonly rawMessage?: string;
    readonly message?: string;
    readonly location?: { readonly start?: Position };
  };
  const { line = 1, column = 1 } = location?.start ?? {};
  return new ExpressionFault(`is no expression: ${rawMessage ?? message ?? "cannot be parsed"}`, { line, column });
}

/** The nodes right below, in the order of the text. */
export function partsOf({ exprKind }: Syntax): readonly Syntax[] {
  switch (exprKind.case) {
    case "selectExpr":
      return present([exprKind.value.operand]);
    case "callExpr":
      return present([exprKind.value.target, ...exprKind.value.args]);
    case "listExpr":
      return exprKind.value.elements;
    case "structExpr":
      return exprKind.value.entries.flatMap(({ keyKind, value }) =>
        present([keyKind.case === "mapKey" ? keyKind.value : undefined, value]),
      );
    case "comprehensionExpr": {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
      return present([iterRange, accuInit, loopCondition, loopStep, result]);
    }
    default:
      return [];
  }
}

function present(parts: readonly (Syntax | undefined)[]): Syntax[] {
  return parts.filter((part) => part !== undefined);
}
