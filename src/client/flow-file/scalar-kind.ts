/**
 * What a scalar without quotes is, by the core schema of YAML 1.2.
 */
import type { ScalarKind } from "./text-node.js";

const KINDS: readonly (readonly [ScalarKind, RegExp])[] = [
  ["nothing", /^(?:~|null|Null|NULL)?$/],
  ["boolean", /^(?:true|True|TRUE|false|False|FALSE)$/],
  ["integer", /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$/],
  ["number", /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/],
  ["not finite", /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/],
];

/** How a plain scalar begins that may be something else than a string. */
const NO_STRING = /^(?:[-+.~\d]|[nNtTfF]|$)/;

export function kindOf(text: string): ScalarKind {
  if (!NO_STRING.test(text)) return "string";
  return KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? "string";
}
