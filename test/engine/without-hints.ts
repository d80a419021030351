/**
 * A store whose hints are all lost.
 */
import { overridden } from "../../src/store/overridden.js";
import type { Store } from "../../src/store/store.js";

export function withoutHints(store: Store): Store {
  return overridden(store, { listen: () => ({ open: Promise.resolve(), close: async () => undefined }) });
}
