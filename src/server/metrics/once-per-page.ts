/**
 * What is looked at all of memory for, or counted and sorted, is so once for a page: a page is made in one turn of the event
 * loop, and asks for each of its metrics by itself.
 */
export function oncePerPage<Value extends object>(read: () => Value): () => Value {
  let value: Value | undefined;
  return () => {
    if (value !== undefined) return value;
    setImmediate(() => {
      value = undefined;
    });
    value = read();
    return value;
  };
}
