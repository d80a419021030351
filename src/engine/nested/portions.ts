/**
 * What waits to be told by one flow, or for one reason, and is told in portions, several of which may be under way.
 */
import type { Telling } from "./telling-turns.js";

export interface PortionsSetting<Item> extends Omit<Telling, "isLeft" | "tellSome"> {
  /** The most that are in a portion. */
  readonly atOnce: number;
  /** Whether it is to be told still, and no later one has taken its place. */
  isCurrent(item: Item): boolean;
  /** Resolves with those that were one too many to be told at once. Never rejects. */
  tell(portion: readonly Item[]): Promise<readonly Item[]>;
  /** Nothing waits any more, and nothing is under way. */
  done(): void;
}

export class Portions<Item> implements Telling {
  readonly namespace: string;
  readonly tree: string;
  readonly depth: number;
  readonly isUrgent: boolean;
  readonly #setting: PortionsSetting<Item>;
  #items: Item[] = [];
  #underWay = 0;

  constructor(setting: PortionsSetting<Item>) {
    this.namespace = setting.namespace;
    this.tree = setting.tree;
    this.depth = setting.depth;
    this.isUrgent = setting.isUrgent;
    this.#setting = setting;
  }

  get isLeft(): boolean {
    return this.#items.length > 0;
  }

  add(items: readonly Item[]): void {
    for (const item of items) this.#items.push(item);
  }

  async tellSome(): Promise<void> {
    const { atOnce, isCurrent, tell, done } = this.#setting;
    const portion = this.#items.splice(0, atOnce).filter(isCurrent);
    this.#underWay += 1;
    const left = portion.length > 0 ? await tell(portion) : [];
    this.#underWay -= 1;
    if (left.length > 0) this.#items = [...left, ...this.#items];
    if (this.#items.length === 0 && this.#underWay === 0) done();
  }
}
