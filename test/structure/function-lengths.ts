// How long functions are, read from indentation, which the formatters guarantee.
import type { SourceFile } from "./source-files.js";

export interface FunctionLength {
  readonly where: string;
  readonly length: number;
}

const BRACE_OPENING = /(=>|\)|\)[^()]*:.*) \{$|\bfunction\b.*\{$/;
const BRACE_NO_FUNCTION = /^\s*(\} )?(if|else|for|while|switch|catch|try|do|class|interface|describe)\b/;
/** A function that holds tests is a heading over them; each test is measured by itself. */
const REGISTERS_TESTS = /^\s+(describe|test|it)(\.\w+)*\(/;
const PYTHON_OPENING = /^\s*(async )?def /;

export function functionLengths(file: SourceFile): readonly FunctionLength[] {
  const isPython = file.path.endsWith(".py");
  return file.lines.flatMap((line, index) => {
    const opens = isPython ? PYTHON_OPENING.test(line) : BRACE_OPENING.test(line) && !BRACE_NO_FUNCTION.test(line);
    if (!opens) return [];
    const rest = file.lines.slice(index + 1);
    const length = isPython ? pythonLength(rest, indentOf(line)) : braceLength(rest, indentOf(line));
    if (rest.slice(0, length).some((inner) => REGISTERS_TESTS.test(inner))) return [];
    return [{ where: `${file.path}:${index + 1}`, length }];
  });
}

/** Lines up to and with the first one that closes at the indentation of the opening line. */
function braceLength(rest: readonly string[], indent: number): number {
  const end = rest.findIndex((line) => indentOf(line) === indent && /^\s*[})\]]/.test(line));
  return (end < 0 ? rest.length : end) + 2;
}

/** Lines that lie deeper than the definition, its signature's closing line included. */
function pythonLength(rest: readonly string[], indent: number): number {
  const end = rest.findIndex((line) => line.trim() !== "" && indentOf(line) <= indent && !line.trim().startsWith(")"));
  const body = rest.slice(0, end < 0 ? rest.length : end);
  while (body.at(-1)?.trim() === "") body.pop();
  return body.length + 1;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
