/**
 * Engines that die at their commits: of each only what it has stored is left, and the next one goes on from there.
 */
import { onTestFinished } from "vitest";
import type { EngineOptions } from "../../src/engine/create-engine.js";
import { createEngine, type Engine } from "../../src/engine/index.js";
import type { SegmentStore } from "../../src/store/segment-store.js";
import type { Store } from "../../src/store/store.js";
import { StoreUnavailable } from "../../src/store/store-errors.js";
import { bound } from "./faulty-store.js";
import type { HastyStore } from "./hasty-stores.js";

/** `before`: a commit is lost with its engine; `after`: it has landed, and nobody is answered any more. */
export type Death = "before" | "after" | "never";

/** Both beside each other: mostly they wait, since what a dead one was about to tell is told anew after seconds. */
export async function beforeAndAfter(run: (death: Death) => Promise<void>): Promise<void> {
  await Promise.all([run("before"), run("after")]);
}

interface Life {
  readonly engine: Promise<Engine>;
  readonly died: Promise<"died">;
}

/**
 * One engine after the other on the same data. With `after` each dies as its first commit has landed, with `before` as it
 * asks for its second: so every commit of a run is the end of an engine.
 */
export class MortalEngines {
  readonly #store: HastyStore;
  readonly #death: Death;
  readonly #options: Partial<EngineOptions>;
  #life: Life | undefined;
  #deaths = 0;

  constructor(store: HastyStore, death: Death, options: Partial<EngineOptions> = {}) {
    this.#store = store;
    this.#death = death;
    this.#options = options;
  }

  get deaths(): number {
    return this.#deaths;
  }

  /** Makes the same call to one engine after the other until one answers, as a caller does who hears nothing. */
  async call<Answer>(ask: (engine: Engine) => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const { engine, died } = this.#living();
      const asked = engine.then(ask);
      // What a dead one answers reaches nobody.
      asked.catch(() => undefined);
      const answer = await Promise.race([died, asked.then((value) => ({ value }))]);
      if (answer !== "died") return answer.value;
      this.#life = undefined;
      this.#deaths += 1;
    }
  }

  #living(): Life {
    const { environment } = this.#store;
    this.#life ??= live(this.#store.open(), this.#death, { environment, ...this.#options });
    return this.#life;
  }
}

function live(store: Store, death: Death, options: Partial<EngineOptions>): Life {
  let die: () => void = () => undefined;
  let isDead = false;
  const died = new Promise<"died">((resolve) => {
    die = () => {
      isDead = true;
      resolve("died");
    };
  });
  let commits = 0;
  const commit = async <Result>(land: () => Promise<Result>, landed: (result: Result) => boolean): Promise<Result> => {
    if (death === "before" && commits === 1) {
      die();
      return unanswered();
    }
    const result = await land();
    if (landed(result)) commits += 1;
    if (death !== "after" || !landed(result)) return result;
    die();
    return unanswered();
  };
  const gone = () => Promise.reject(new StoreUnavailable("the engine is dead"));
  const insert: SegmentStore["insert"] = (records) =>
    commit(
      () => store.segments.insert(records),
      (landed) => landed.includes(true),
    );
  const update: SegmentStore["update"] = (updates) =>
    commit(
      () => store.segments.update(updates),
      ({ matched }) => matched > 0,
    );
  const whole = (landed: boolean) => landed;
  const replace: SegmentStore["replace"] = (guard, record) =>
    commit(() => store.segments.replace(guard, record), whole);
  const remove: SegmentStore["delete"] = (guard) => commit(() => store.segments.delete(guard), whole);
  const segments: SegmentStore = bound(store.segments, (name) => {
    if (isDead) return gone;
    return { insert, update, replace, delete: remove }[name];
  });
  const sessions = bound(store.sessions, () => (isDead ? gone : undefined));
  const seen = bound(store, (name) => ({ segments, sessions })[name]);
  const engine = createEngine({ ...options, store: seen });
  engine.catch(() => undefined);
  onTestFinished(async () => {
    isDead = true;
    // A dead one waits for answers that never come; its timers and hints are what has to end.
    await engine.then((made) => made.stop(0)).catch(() => undefined);
    await store.close();
  });
  return { engine, died };
}

function unanswered<Result>(): Promise<Result> {
  return new Promise<Result>(() => undefined);
}
