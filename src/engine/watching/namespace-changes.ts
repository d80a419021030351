/**
 * What changes in a namespace, heard once for all watches of the process: its own commits from itself, those of others from
 * the store, only while somebody watches.
 *
 * A position that watches are told must not lie after something that was not. The store names positions while own writes
 * are under way, of which it tells nothing: a position counts once all that were sent before it came have been told. Where
 * the outcome of one is unknown, own commits are heard from the store as well.
 */
import type { FollowedChange } from "../../store/segment-store.js";
import type { HintFeed, OthersListener, Store } from "../../store/store.js";
import type { Looks } from "./looks.js";
import type { OwnWrites, WrittenSegment } from "./own-writes.js";
import { Subscription } from "./subscription.js";

export interface HearingSetting {
  readonly store: Store;
  readonly process: string;
  readonly writes: OwnWrites;
  readonly looks: Looks;
}

export class NamespaceChanges {
  readonly namespace: string;
  /** Resolves once all that is committed later is heard. */
  readonly open: Promise<void>;
  readonly #setting: HearingSetting;
  readonly #subscriptions = new Set<Subscription>();
  #position = "";
  /** One that counts once the writes up to this number have been settled, and the newest after it. */
  #coming: { readonly position: string; readonly write: number } | undefined;
  #newest: string | undefined;
  #feed: HintFeed | undefined;
  /** What came before it is heard no more. */
  #hearing: object | undefined;
  #withOwn = false;
  #ended = false;

  constructor(setting: HearingSetting, namespace: string) {
    this.#setting = setting;
    this.namespace = namespace;
    this.open = this.#open();
    this.open.catch(() => {
      this.#ended = true;
    });
  }

  /** Nothing more is heard. */
  get isOver(): boolean {
    return this.#ended;
  }

  get isWanted(): boolean {
    return this.#subscriptions.size > 0;
  }

  /** All that is heard from now on, of the segments that it wants. */
  subscribe(wants: (id: string) => boolean): Subscription {
    const subscription = new Subscription(wants);
    this.#subscriptions.add(subscription);
    if (this.#position !== "") subscription.reach(this.#position);
    return subscription;
  }

  leave(subscription: Subscription): void {
    this.#subscriptions.delete(subscription);
  }

  written(write: WrittenSegment): void {
    this.#note(write);
  }

  /** A write was settled: positions may count now. */
  settled(): void {
    const { writes } = this.#setting;
    while (this.#coming !== undefined && writes.areSettled(this.#coming.write)) {
      this.#position = this.#coming.position;
      const next = this.#newest;
      this.#newest = undefined;
      this.#coming = next === undefined ? undefined : { position: next, write: writes.last };
      for (const subscription of this.#subscriptions) subscription.reach(this.#position);
    }
  }

  /** An own write may land unheard: the store tells it. */
  unknown(): void {
    if (!this.#withOwn && this.#position !== "") this.#hear(true);
  }

  /** Ends all subscriptions. */
  end(error: Error): Promise<void> {
    for (const subscription of this.#subscriptions) subscription.fail(error);
    return this.close();
  }

  close(): Promise<void> {
    this.#ended = true;
    return this.#feed?.close() ?? Promise.resolve();
  }

  async #open(): Promise<void> {
    this.#position = await this.#setting.store.segments.position();
    if (!this.#ended) await this.#hear(this.#setting.writes.isUnsure).open;
  }

  /** From what was told on. */
  #hear(withOwn: boolean): HintFeed {
    const { store, process } = this.#setting;
    void this.#feed?.close();
    this.#withOwn = withOwn;
    this.#coming = undefined;
    this.#newest = undefined;
    const hearing = {};
    this.#hearing = hearing;
    const isHeard = () => !this.#ended && this.#hearing === hearing;
    const listener: OthersListener = {
      changed: (change) => {
        if (isHeard()) this.#changed(change);
      },
      reached: (position) => {
        if (isHeard()) this.#reached(position);
      },
      lost: (error) => {
        if (isHeard()) void this.end(error);
      },
    };
    const followed = { namespace: this.namespace, after: this.#position, withOwn };
    const feed = store.followOthers(process, followed, listener);
    this.#feed = feed;
    return feed;
  }

  #changed(change: FollowedChange): void {
    this.#setting.looks.changedElsewhere(change.id);
    this.#note(change);
  }

  #note(change: Pick<FollowedChange, "id" | "version">): void {
    for (const subscription of this.#subscriptions) subscription.note(change);
  }

  #reached(position: string): void {
    const { writes, store } = this.#setting;
    if (!store.segments.isLater(position, this.#position)) return;
    if (this.#coming === undefined) this.#coming = { position, write: writes.last };
    else this.#newest = position;
    this.settled();
    if (this.#withOwn && !writes.isUnsure) this.#hear(false);
  }
}
