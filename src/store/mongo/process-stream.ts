/**
 * The one change stream of a process (rule D4): hints for dispatch, and, only while somebody watches, the changes that other
 * processes make in the watched namespaces. What it lets through changes with who listens: it is then opened anew where it
 * was. After a failure it is opened anew with growing pauses; whoever follows misses nothing, and is told where that does not
 * succeed for some seconds; whoever takes hints is told that some may be missing.
 */
import { setTimeout as pause } from "node:timers/promises";
import { flowOfSegment } from "../segment-id.js";
import type { FollowedOthers, HintFeed, HintListener, OthersListener } from "../store.js";
import { PositionLost } from "../store-errors.js";
import { type ChangeFeeds, changeOf, isLaterPosition, type StreamStep } from "./change-feeds.js";
import { type Heard, type HeardRow, heardBy, isOfSegment, isOwn, tellHint } from "./hint-feed.js";

const PAUSE_MS = 100;
const PAUSE_MS_MAX = 5_000;
/** Who follows is not left believing for longer that nothing happens. */
const DEAF_MS = 5_000;

interface Follower extends FollowedOthers {
  readonly listener: OthersListener;
  readonly opened: () => void;
  /** Up to where it has been told. */
  at?: string;
}

export class ProcessStream {
  readonly #feeds: ChangeFeeds;
  readonly #process: string;
  #hints: { readonly listener: HintListener; readonly opened: () => void } | undefined;
  readonly #followers = new Set<Follower>();
  /** Everything up to here has been told. */
  #position: string | undefined;
  /** Ends the stream as it is now. */
  #turn = new AbortController();
  #running: Promise<void> | undefined;
  /** When it failed first since something was heard last. */
  #deafSince: number | undefined;

  constructor(feeds: ChangeFeeds, process: string) {
    this.#feeds = feeds;
    this.#process = process;
  }

  listen(listener: HintListener): HintFeed {
    const open = new Promise<void>((opened) => {
      this.#hints = { listener, opened };
    });
    this.#change();
    return this.#feed(open, () => {
      this.#hints?.opened();
      this.#hints = undefined;
    });
  }

  follow(followed: FollowedOthers, listener: OthersListener): HintFeed {
    let leave = (): void => undefined;
    const open = new Promise<void>((opened) => {
      const follower = { ...followed, listener, opened };
      this.#followers.add(follower);
      leave = () => {
        opened();
        this.#followers.delete(follower);
      };
    });
    this.#change();
    return this.#feed(open, leave);
  }

  #feed(open: Promise<void>, leave: () => void): HintFeed {
    return {
      open,
      close: async () => {
        leave();
        this.#change();
        if (!this.#isWanted) await this.#running;
      },
    };
  }

  get #isWanted(): boolean {
    return this.#hints !== undefined || this.#followers.size > 0;
  }

  /** Others are to be told other things. */
  #change(): void {
    this.#turn.abort();
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#isWanted) this.#change();
    });
  }

  async #run(): Promise<void> {
    let pauseMs = PAUSE_MS;
    let failed = false;
    while (this.#isWanted) {
      const turn = new AbortController();
      this.#turn = turn;
      try {
        const start = await this.#start();
        if (failed) this.#hints?.listener.gap();
        failed = false;
        for await (const step of this.#feeds.steps(heardBy(this.#process, this.#heard()), start, turn.signal)) {
          pauseMs = PAUSE_MS;
          this.#deafSince = undefined;
          this.#tell(step);
        }
      } catch (error) {
        failed = true;
        this.#failed(error);
        await pause(pauseMs * (0.5 + Math.random() / 2), undefined, { signal: turn.signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX);
      }
    }
    this.#position = undefined;
  }

  /** Where the stream begins, so that each who listens from now on hears of all that is committed later. */
  async #start(): Promise<string> {
    const hints = this.#hints;
    const followers = [...this.#followers];
    let start = this.#position ?? (await this.#feeds.position());
    for (const { after = start } of followers) if (isLaterPosition(start, after)) start = after;
    this.#position = start;
    hints?.opened();
    for (const follower of followers) {
      reach(follower, start);
      follower.opened();
    }
    return start;
  }

  #heard(): Heard {
    const followers = [...this.#followers];
    const names = (some: readonly Follower[]) => [...new Set(some.map(({ namespace }) => namespace))].sort();
    return { namespaces: names(followers), withOwn: names(followers.filter(({ withOwn }) => withOwn)) };
  }

  #tell({ event, position }: StreamStep): void {
    if (event !== undefined) {
      // The shape that `heardBy` projects.
      const row = event as HeardRow;
      const own = isOwn(row, this.#process);
      if (this.#hints !== undefined && !own) tellHint(this.#hints.listener, row);
      if (isOfSegment(row)) this.#tellFollowers(row, position, own);
    }
    this.#position = position;
    for (const follower of this.#followers) reach(follower, position);
  }

  #tellFollowers(row: HeardRow, position: string, own: boolean): void {
    if (this.#followers.size === 0) return;
    const change = changeOf(row, position);
    const { namespace } = flowOfSegment(change.id);
    for (const follower of this.#followers) {
      if (follower.namespace === namespace && (follower.withOwn || !own)) follower.listener.changed(change);
    }
  }

  #failed(error: unknown): void {
    this.#deafSince ??= performance.now();
    const isDeaf = performance.now() - this.#deafSince >= DEAF_MS;
    if (error instanceof Error && (error instanceof PositionLost || isDeaf)) {
      for (const follower of this.#followers) {
        this.#followers.delete(follower);
        follower.opened();
        follower.listener.lost(error);
      }
    }
    // Who takes hints only looks at everything once, which is less than all that came meanwhile.
    if (this.#followers.size === 0) this.#position = undefined;
  }
}

/** The stream goes back where a follower wants what came before: the others have been told that. */
function reach(follower: Follower, position: string): void {
  if (follower.at !== undefined && !isLaterPosition(position, follower.at)) return;
  follower.at = position;
  follower.listener.reached(position);
}
