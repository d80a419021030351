/**
 * YAML that may hold secrets: of what is wrong in it the place and the kind are told, and nothing of the text.
 */
import { type Document, LineCounter, parseDocument } from "yaml";

/** With its comments and its order. Throws an Error that says where it is wrong. */
export function yamlDocument(text: string): Document {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { version: "1.2", prettyErrors: false, lineCounter });
  const [fault] = document.errors;
  if (fault === undefined) return document;
  const { line, col } = lineCounter.linePos(fault.pos[0]);
  throw new Error(`it is no YAML: ${fault.code.toLowerCase().replaceAll("_", " ")}, line ${line}, column ${col}`);
}

/** Undefined where there is nothing in it. Throws an Error that says where it is wrong. */
export function yamlContent(text: string): unknown {
  const document = yamlDocument(text);
  try {
    return document.toJS() ?? undefined;
  } catch {
    throw new Error("it is no YAML: an alias of what is not there, or too many of them");
  }
}
