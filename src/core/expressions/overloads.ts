/**
 * Which functions fit types that are known before anything is evaluated.
 */
import type { CelFunc } from "@bufbuild/cel";
import type { ValueType } from "./names.js";

export type Overload = { readonly type: ValueType; readonly fault?: undefined } | { readonly fault: string };

/** `self`: the type of what a method is called on. */
export function overloadOf(
  functions: readonly CelFunc[],
  name: string,
  self: ValueType | undefined,
  types: readonly ValueType[],
): Overload {
  const fitting = functions.filter(({ target, arguments: parameters }) => {
    if ((target === undefined) !== (self === undefined) || parameters.length !== types.length) return false;
    const fits = parameters.every((parameter, place) => isFit(types[place] ?? "dyn", parameter.name));
    return fits && (target === undefined || isFit(self ?? "dyn", target.name));
  });
  const [first, ...others] = new Set(fitting.map(({ result }) => result.name));
  if (first !== undefined) return { type: others.length > 0 ? "dyn" : first };
  return { fault: `there is no ${called(name, self, types)}` };
}

function isFit(type: ValueType, parameter: ValueType): boolean {
  return type === "dyn" || parameter === "dyn" || type === parameter;
}

/** As in `string + int`, `size(int)`, `string.contains(int)`. */
function called(name: string, self: ValueType | undefined, types: readonly ValueType[]): string {
  const operator = /^(-|!)?_?([^_\w]*|@in)_?$/.test(name) ? name.replace(/[_@]/g, "").trim() : undefined;
  if (operator !== undefined && types.length === 2) return `${types[0]} ${operator} ${types[1]}`;
  if (operator !== undefined && types.length === 1) return `${operator}${types[0]}`;
  return `${self === undefined ? "" : `${self}.`}${name}(${types.join(", ")})`;
}
