// When the change stream of a process is opened anew, and that who follows is told of no position before it is heard.
import { expect, onTestFinished, test } from "vitest";
import type { StreamStep } from "../../src/store/mongo/change-feeds.js";
import { ProcessStream, type StreamPace } from "../../src/store/mongo/process-stream.js";
import type { HintFeed } from "../../src/store/store.js";

interface Opened {
  readonly pipeline: string;
  readonly after: string;
  readonly at: number;
  tell(position: string): Promise<void>;
}

/** A database whose streams are opened, and say how far they are, as the test wants. */
class Feeds {
  readonly opened: Opened[] = [];
  #look = (): void => undefined;

  async position(): Promise<string> {
    return "10";
  }

  async *steps(pipeline: readonly object[], after: string, signal: AbortSignal): AsyncGenerator<StreamStep> {
    let next: (step: StreamStep | undefined) => void = () => undefined;
    let taken: () => void = () => undefined;
    const tell = (position: string) =>
      new Promise<void>((resolve) => {
        taken = resolve;
        next({ event: undefined, position });
      });
    signal.addEventListener("abort", () => next(undefined));
    const coming = () =>
      new Promise<StreamStep | undefined>((resolve) => {
        next = resolve;
      });
    let step = coming();
    this.opened.push({ pipeline: JSON.stringify(pipeline), after, at: performance.now(), tell });
    this.#look();
    while (!signal.aborted) {
      const told = await step;
      if (told === undefined || signal.aborted) return;
      step = coming();
      yield told;
      taken();
    }
  }

  /** Resolves once so many streams have been opened in all. */
  until(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (this.opened.length >= count) resolve();
      };
      this.#look();
    });
  }

  get last(): Opened {
    const last = this.opened.at(-1);
    if (last === undefined) throw new Error("no stream was opened");
    return last;
  }
}

const SILENT = {
  hint: () => undefined,
  sessionTaken: () => undefined,
  queueSet: () => undefined,
  queueFreed: () => undefined,
  gap: () => undefined,
};

async function listening(pace: StreamPace) {
  const feeds = new Feeds();
  const stream = new ProcessStream(feeds, "me", pace);
  const open: HintFeed[] = [stream.listen(SILENT)];
  onTestFinished(() => Promise.all(open.map((feed) => feed.close())).then(() => undefined));
  await open[0]?.open;
  await feeds.until(1);
  const follow = (namespace: string, withOwn = false, after?: string) => {
    const positions: string[] = [];
    const listener = {
      changed: () => undefined,
      reached: (position: string) => void positions.push(position),
      lost: () => undefined,
    };
    const followed = { namespace, withOwn, ...(after !== undefined && { after }) };
    const feed = stream.follow(followed, listener);
    open.push(feed);
    return { feed, positions };
  };
  return { feeds, follow };
}

test("who watches a namespace again and again costs one stream, until nobody has for a while", async () => {
  const { feeds, follow } = await listening({ spacingMs: 0, lingerMs: 200 });
  for (let times = 0; times < 50; times += 1) {
    const { feed, positions } = follow("n");
    await feed.open;
    expect(positions).toEqual(["10"]);
    await feed.close();
  }
  expect(feeds.opened.length).toBe(2);
  expect(feeds.last.pipeline).toContain("(n)/");
  await feeds.until(3);
  expect(feeds.last.pipeline).not.toContain("(n)/");
});

test("streams are opened anew no sooner than some time after each other, for all who want more by then", async () => {
  const pace = { spacingMs: 60, lingerMs: 60_000 };
  const { feeds, follow } = await listening(pace);
  for (const name of ["a", "b", "c"]) await Promise.all([follow(name).feed.open, follow(`${name}-2`).feed.open]);
  expect(feeds.opened.length).toBe(4);
  const times = feeds.opened.map(({ at }) => at);
  // Timers may be early by less than a millisecond.
  for (const [index, at] of times.entries()) {
    if (index > 0) expect(at - (times[index - 1] ?? 0)).toBeGreaterThan(pace.spacingMs - 2);
  }
});

test("no position counts for who follows before what it wants is heard, from where it wants it", async () => {
  const pace = { spacingMs: 0, lingerMs: 60_000 };
  const { feeds, follow } = await listening(pace);
  const first = follow("a");
  await first.feed.open;
  await feeds.until(2);
  const before = feeds.last;
  await before.tell("20");
  pace.spacingMs = 60_000;
  const beside = follow("a");
  const other = follow("b", false, "15");
  const own = follow("a", true);
  await beside.feed.open;
  await before.tell("30");
  expect([first, beside, other, own].map(({ positions }) => positions)).toEqual([
    ["10", "20", "30"],
    ["20", "30"],
    [],
    [],
  ]);
  pace.spacingMs = 0;
  const late = follow("c");
  await Promise.all([other, own, late].map(({ feed }) => feed.open));
  await feeds.until(3);
  expect(feeds.last.after).toBe("15");
  await feeds.last.tell("25");
  await feeds.last.tell("40");
  expect([first, beside, other, own, late].map(({ positions }) => positions)).toEqual([
    ["10", "20", "30", "40"],
    ["20", "30", "40"],
    ["15", "25", "40"],
    ["15", "25", "40"],
    ["15", "25", "40"],
  ]);
});
