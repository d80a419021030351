/**
 * Why a flow file is refused, and where in its text.
 */

/** A place in a text: both from 1, the column in code points. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** The fault in a flow file that comes first. `message` has the position in front: `FILE:LINE:COLUMN: PATH: PROBLEM`. */
export class FlowFileError extends Error {
  override readonly name = "FlowFileError";
  readonly line: number;
  readonly column: number;
  /** The place by keys and indices, such as `tasks[2].retry.max_attempts`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong, without the position. */
  readonly problem: string;
  /** The file's name, where the reader was told. */
  readonly fileName: string | undefined;

  constructor(problem: string, position: TextPosition, path = "", fileName?: string) {
    const place = fileName === undefined ? "" : `${fileName}:`;
    super(`${place}${position.line}:${position.column}: ${path === "" ? "" : `${path}: `}${problem}`);
    this.line = position.line;
    this.column = position.column;
    this.path = path;
    this.problem = problem;
    this.fileName = fileName;
  }
}
