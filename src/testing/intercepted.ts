/**
 * An object whose asynchronous methods go through somebody's hands.
 */

/** Called for each call of a method; `perform` makes it. */
export type Intercept = (name: string, perform: () => Promise<unknown>, request: unknown) => unknown;

/** Members that are no methods, and methods of `direct`, are as they were. */
export function intercepted<Target extends object>(
  target: Target,
  intercept: Intercept,
  direct: readonly string[] = [],
): Target {
  const methods = new Map<PropertyKey, unknown>();
  return new Proxy(target, {
    get: (inner, key) => {
      const value: unknown = Reflect.get(inner, key, inner);
      if (typeof value !== "function" || direct.includes(String(key))) return value;
      const known = methods.get(key);
      if (known !== undefined) return known;
      const method = (...parameters: unknown[]) =>
        intercept(String(key), () => value.apply(inner, parameters), parameters[0]);
      methods.set(key, method);
      return method;
    },
  });
}
