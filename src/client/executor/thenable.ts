/** Whether a handler gave what can be waited for. Throws what asking for its `then` does. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
