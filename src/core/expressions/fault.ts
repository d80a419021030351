/**
 * What is wrong with an expression, and where in its text.
 */

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** Thrown while an expression is read, checked or evaluated. */
export class ExpressionFault extends Error {
  override readonly name = "ExpressionFault";
  readonly position: Position;

  constructor(message: string, position: Position) {
    super(message);
    this.position = position;
  }
}

/** A bound that is passed: of the text, or of what evaluating it takes. */
export class ExpressionLimit extends ExpressionFault {
  readonly limit: number;
  readonly value: number;

  constructor(message: string, position: Position, limit: number, value: number) {
    super(message, position);
    this.limit = limit;
    this.value = value;
  }
}

export const START: Position = { line: 1, column: 1 };

/** The place of an offset in a text. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { line, column: offset - before.lastIndexOf("\n") };
}
