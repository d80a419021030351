// What the page waits for and does not get: told in one place, whichever of its calls it is.
import type { CallError } from "./call-error.js";

/** After so long without an answer people wonder. */
export const SILENCE_MS = 5_000;

/** Why an answer is not there: nothing has come for so long, or the last try has failed and there will be another one. */
export type Hindrance = { readonly kind: "silence" } | { readonly kind: "failure"; readonly error: CallError };

/** One call that is waited for. */
export interface Wait {
  hindered(by: Hindrance): void;
  /** Nobody waits any more: the answer has come, or is not wanted. */
  end(): void;
}

export class Waits {
  readonly #hindrances = new Map<Wait, Hindrance>();
  readonly #listeners = new Set<() => void>();

  /** The latest one; undefined where nothing is amiss. */
  get hindrance(): Hindrance | undefined {
    return [...this.#hindrances.values()].at(-1);
  }

  begin(): Wait {
    let ended = false;
    const wait: Wait = {
      hindered: (by) => {
        if (ended) return;
        this.#hindrances.delete(wait);
        this.#hindrances.set(wait, by);
        this.#tell();
      },
      end: () => {
        ended = true;
        if (this.#hindrances.delete(wait)) this.#tell();
      },
    };
    return wait;
  }

  /** Told with each change. Returns what ends that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
