/**
 * Calls of many items: an answer of its own for each.
 */
import { Gate } from "../commit/gate.js";
import type { Machinery } from "../machinery.js";
import type { ItemResult } from "../requests.js";
import { translated } from "../views/translated.js";

/** The value of each, or the error that its caller may see, in their order. */
export function itemResults<Value>(items: readonly Promise<Value>[]): Promise<readonly ItemResult<Value>[]> {
  return Promise.all(
    items.map((item) =>
      item.then(
        (value) => ({ value }),
        (error) => ({ error: translated(error) }),
      ),
    ),
  );
}

/** What the items make ready is delivered after they have been answered: on a stream, the verdict goes first. */
export async function answeredFirst<Value>(
  machinery: Machinery,
  begin: (gate: Gate) => readonly Promise<Value>[],
): Promise<readonly ItemResult<Value>[]> {
  const gate = new Gate();
  try {
    return await itemResults(begin(gate));
  } finally {
    machinery.environment.defer(() => gate.open());
  }
}
