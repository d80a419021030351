/**
 * A store whose hints are all lost.
 */
import type { Store } from "../../src/store/store.js";

export function withoutHints(store: Store): Store {
  return new Proxy(store, {
    get: (target, name) => {
      if (name === "listen") return () => ({ open: Promise.resolve(), close: async () => undefined });
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
