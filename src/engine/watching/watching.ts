/**
 * What the watches of a process share: when they look, what they see, and what they hear of changes.
 */
import { StoreUnavailable } from "../../store/store-errors.js";
import type { Environment } from "../environment.js";
import { Histories } from "./histories.js";
import { LookGrid } from "./look-grid.js";
import { type CopyCache, Looks } from "./looks.js";
import { type HearingSetting, NamespaceChanges } from "./namespace-changes.js";
import type { OwnWrites } from "./own-writes.js";
import type { Subscription } from "./subscription.js";

export interface WatchingSetting extends Omit<HearingSetting, "looks"> {
  readonly environment: Environment;
}

export class Watching {
  readonly grid: LookGrid;
  readonly looks: Looks;
  readonly histories: Histories;
  readonly #setting: HearingSetting;
  readonly #namespaces = new Map<string, NamespaceChanges>();
  #watches = 0;
  #deafen: (() => void) | undefined;

  private constructor(setting: HearingSetting, grid: LookGrid) {
    this.grid = grid;
    this.looks = setting.looks;
    this.histories = new Histories(setting.store.segments);
    this.#setting = setting;
  }

  static on({ environment, ...setting }: WatchingSetting, cache: CopyCache): Watching {
    const grid = new LookGrid(environment);
    const looks = new Looks({ segments: setting.store.segments, cache, environment, grid, writes: setting.writes });
    return new Watching({ ...setting, looks }, grid);
  }

  /** A watch begins: until it ends, own writes are heard. The result ends it. */
  begin(): () => void {
    this.#watches += 1;
    this.#deafen ??= this.#listen(this.#setting.writes);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#watches -= 1;
      if (this.#watches > 0) return;
      this.#deafen?.();
      this.#deafen = undefined;
      this.looks.forget();
    };
  }

  /**
   * All that changes in a namespace from when this resolves, of the segments that the watch wants. Rejects where the store
   * cannot be heard.
   */
  async subscribe(
    namespace: string,
    wants: (id: string) => boolean,
  ): Promise<{ subscription: Subscription; leave(): void }> {
    const known = this.#namespaces.get(namespace);
    const changes = known?.isOver === false ? known : new NamespaceChanges(this.#setting, namespace);
    this.#namespaces.set(namespace, changes);
    const subscription = changes.subscribe(wants);
    const leave = () => {
      changes.leave(subscription);
      if (changes.isWanted) return;
      void changes.close();
      if (this.#namespaces.get(namespace) === changes) this.#namespaces.delete(namespace);
    };
    try {
      await changes.open;
    } catch (error) {
      leave();
      throw error;
    }
    return { subscription, leave };
  }

  /** Ends what is heard: who watches is told to go elsewhere. */
  async close(): Promise<void> {
    const all = [...this.#namespaces.values()];
    this.#namespaces.clear();
    await Promise.all(all.map((changes) => changes.end(new StoreUnavailable("the engine has stopped"))));
  }

  #listen(writes: OwnWrites): () => void {
    const each = (act: (changes: NamespaceChanges) => void) => {
      for (const changes of this.#namespaces.values()) act(changes);
    };
    return writes.listen({
      written: (write, sent) => {
        this.looks.written(write, sent);
        this.#namespaces.get(namespaceOf(write.id))?.written(write);
      },
      deleted: (id) => this.looks.changedElsewhere(id),
      settled: () => each((changes) => changes.settled()),
      unknown: () => each((changes) => changes.unknown()),
    });
  }
}

/** As `flowOfSegment` has it, of every write while somebody watches. */
function namespaceOf(id: string): string {
  return id.slice(id.indexOf(":") + 1, id.indexOf("/"));
}
