// What the suite needs of a store under test.
import type { Store } from "../../src/store/store.js";

export interface StoreFixture {
  /** Open, and shared by the cases of one file: each takes a namespace of its own. */
  readonly store: Store;
  /** Lets the store's clock be later by so many milliseconds, as far as what is stored goes. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

let namespaces = 0;

export function freshNamespace(): string {
  namespaces += 1;
  return `ns-${namespaces}`;
}

/** The record with this id, which must be there. */
export async function stored(store: Store, id: string) {
  const [record] = await store.segments.read([id]);
  if (record === undefined) throw new Error(`there is no segment ${id}`);
  return record;
}
