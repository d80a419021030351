/**
 * Values that stay the same object where nothing of them changes.
 */

/** With this field; the value itself where it has that already. */
export function withField<Value extends object, Key extends keyof Value>(
  value: Value,
  key: Key,
  field: Value[Key],
): Value {
  return value[key] === field ? value : { ...value, [key]: field };
}
