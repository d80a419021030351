/**
 * What one watch has yet to be told: of each segment that changed the newest state, however slowly it is read.
 */
import type { FollowedChange } from "../../store/segment-store.js";

/** More changed segments than this are not kept: they are found in the store's history again. */
const CHANGED_BOUND = 100_000;

export interface Changed {
  /** Its state before is known: the version before the earliest change. */
  readonly since: number;
  readonly deleted: boolean;
}

export interface Changes {
  readonly changed: ReadonlyMap<string, Changed>;
  /** All up to here is among these, or was told before. */
  readonly position: string;
}

export class Subscription {
  readonly #wants: (id: string) => boolean;
  #changed = new Map<string, Changed>();
  #position = "";
  /** The position has moved since changes were last taken. */
  #hasMoved = false;
  #isBehind = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(wants: (id: string) => boolean) {
    this.#wants = wants;
  }

  note({ id, version }: Pick<FollowedChange, "id" | "version">): void {
    if (this.#isBehind || !this.#wants(id)) return;
    const before = this.#changed.get(id);
    const since = version === undefined ? 0 : version - 1;
    this.#changed.set(id, {
      since: before === undefined ? since : Math.min(before.since, since),
      deleted: version === undefined || before?.deleted === true,
    });
    if (this.#changed.size > CHANGED_BOUND) {
      this.#isBehind = true;
      this.#changed.clear();
    }
    this.#wake?.();
  }

  reach(position: string): void {
    this.#position = position;
    this.#hasMoved = true;
    this.#wake?.();
  }

  fail(error: Error): void {
    this.#failure = error;
    this.#wake?.();
  }

  /** Resolves once there is something; with `quiet` also once the position has moved. Throws what ended it. */
  async news(quiet: boolean, signal?: AbortSignal): Promise<void> {
    while (this.#changed.size === 0 && !this.#isBehind && !(quiet && this.#hasMoved)) {
      if (this.#failure !== undefined) throw this.#failure;
      if (signal?.aborted === true) return;
      await new Promise<void>((resolve) => {
        const wake = () => {
          signal?.removeEventListener("abort", wake);
          this.#wake = undefined;
          resolve();
        };
        this.#wake = wake;
        signal?.addEventListener("abort", wake);
      });
    }
  }

  /** More has changed than is kept: nothing is told any more. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** How many changed segments wait to be told. */
  get size(): number {
    return this.#changed.size;
  }

  /** What has changed since it was last taken. */
  take(): Changes {
    const changed = this.#changed;
    this.#changed = new Map();
    this.#hasMoved = false;
    return { changed, position: this.#position };
  }
}
