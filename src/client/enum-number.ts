/**
 * Enum values that callers give by name.
 */
import { invalidField } from "./invalid-field.js";
import { shown } from "./scalar-value.js";

/** The numbers of several. Throws as for each of them. */
export function enumNumbers<Name extends string, Values extends Readonly<Record<Name, number>>>(
  values: Values,
  names: readonly Name[] | undefined,
  path: string,
): Values[Name][] {
  return (names ?? []).map((name, index) => enumNumber(values, name, `${path}[${index}]`));
}

/** Throws INVALID_FIELD, with the path and the names that there are, for one that the enum does not have. */
export function enumNumber<Name extends string, Values extends Readonly<Record<Name, number>>>(
  values: Values,
  name: Name,
  path: string,
): Values[Name] {
  const number: Values[Name] | undefined = Object.hasOwn(values, name) ? values[name] : undefined;
  if (typeof number === "number" && number > 0) return number;
  const names = Object.entries<number | string>(values).flatMap(([known, value]) =>
    typeof value === "number" && value > 0 ? [known] : [],
  );
  throw invalidField(path, `must be one of ${names.join(", ")}, got ${shown(name)}`);
}
