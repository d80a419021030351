/**
 * The one change stream of a process (rule D4): hints for dispatch, and, only while somebody watches, the changes that other
 * processes make in the watched namespaces. What it lets through changes with who listens: it is then opened anew where it
 * was, soon where somebody is to hear more, and later where nobody wants some of it any more. After a failure it is opened anew with growing pauses; whoever follows misses nothing, and is told where that does not
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

/** The wait of a stream that is opened anew keeps its connection for up to a second more, of which there are some. */
export interface StreamPace {
  /** It is opened anew no sooner than this after it was opened. */
  readonly spacingMs: number;
  /** What nobody follows any more is heard for as long: who watches again and again costs no stream each time. */
  readonly lingerMs: number;
}

const PACE: StreamPace = { spacingMs: 100, lingerMs: 10_000 };

interface Follower extends FollowedOthers {
  readonly listener: OthersListener;
  readonly opened: () => void;
  /** The stream lets through what it wants: positions count for it. */
  heard?: true;
  /** Up to where it has been told. */
  at?: string;
}

export class ProcessStream {
  readonly #feeds: Pick<ChangeFeeds, "position" | "steps">;
  readonly #process: string;
  readonly #pace: StreamPace;
  #hints: { readonly listener: HintListener; readonly opened: () => void } | undefined;
  readonly #followers = new Set<Follower>();
  /** Everything up to here has been told. */
  #position: string | undefined;
  /** Ends the stream as it is now. */
  #turn = new AbortController();
  #running: Promise<void> | undefined;
  /** What it lets through; undefined = nothing is heard now. */
  #hearing: Heard | undefined;
  /** When it was opened. */
  #openedAt = Number.NEGATIVE_INFINITY;
  /** When it is to be opened anew. */
  #opensAnew: { readonly at: number; readonly timer: NodeJS.Timeout } | undefined;
  /** When it failed first since something was heard last. */
  #deafSince: number | undefined;

  constructor(feeds: Pick<ChangeFeeds, "position" | "steps">, process: string, pace = PACE) {
    this.#feeds = feeds;
    this.#process = process;
    this.#pace = pace;
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
      const follower: Follower = { ...followed, listener, opened };
      this.#followers.add(follower);
      leave = () => {
        opened();
        this.#followers.delete(follower);
      };
      if (this.#hears(follower)) this.#join(follower);
      else this.#change();
    });
    return this.#feed(open, leave);
  }

  /** Whether it lets through all that the follower wants, from where that wants it. */
  #hears({ namespace, withOwn, after }: FollowedOthers): boolean {
    if (this.#hearing === undefined || this.#position === undefined) return false;
    if (after !== undefined && isLaterPosition(this.#position, after)) return false;
    return this.#hearing.namespaces.includes(namespace) && (!withOwn || this.#hearing.withOwn.includes(namespace));
  }

  #join(follower: Follower): void {
    const position = this.#position;
    follower.heard = true;
    // Who follows is told nothing before it knows by what.
    queueMicrotask(() => {
      if (position !== undefined && this.#followers.has(follower)) reach(follower, position);
      follower.opened();
    });
  }

  #feed(open: Promise<void>, leave: () => void): HintFeed {
    return {
      open,
      close: async () => {
        leave();
        this.#change(this.#isWanted ? this.#pace.lingerMs : 0);
        if (!this.#isWanted) await this.#running;
      },
    };
  }

  get #isWanted(): boolean {
    return this.#hints !== undefined || this.#followers.size > 0;
  }

  /** Others are to be told other things, after so many milliseconds at the latest. */
  #change(withinMs = 0): void {
    // Nothing is heard that would have to be kept going, or nobody wants it.
    if (this.#hearing === undefined || !this.#isWanted) this.#openAnew();
    else this.#openAt(Math.max(performance.now() + withinMs, this.#openedAt + this.#pace.spacingMs));
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#isWanted) this.#change();
    });
  }

  #openAt(at: number): void {
    if (this.#opensAnew !== undefined && this.#opensAnew.at <= at) return;
    clearTimeout(this.#opensAnew?.timer);
    const wait = at - performance.now();
    if (wait <= 0) {
      this.#openAnew();
      return;
    }
    const timer = setTimeout(() => this.#openAnew(), wait);
    timer.unref();
    this.#opensAnew = { at, timer };
  }

  #openAnew(): void {
    clearTimeout(this.#opensAnew?.timer);
    this.#opensAnew = undefined;
    this.#turn.abort();
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
        for await (const step of this.#feeds.steps(heardBy(this.#process, this.#hearing), start, turn.signal)) {
          pauseMs = PAUSE_MS;
          this.#deafSince = undefined;
          this.#tell(step);
        }
      } catch (error) {
        failed = true;
        this.#hearing = undefined;
        this.#failed(error);
        await pause(pauseMs * (0.5 + Math.random() / 2), undefined, { signal: turn.signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX);
      }
    }
    this.#position = undefined;
    this.#hearing = undefined;
  }

  /** Where the stream begins, so that each who listens from now on hears of all that is committed later. */
  async #start(): Promise<string> {
    const hints = this.#hints;
    const followers = [...this.#followers];
    let start = this.#position ?? (await this.#feeds.position());
    for (const { after = start } of followers) if (isLaterPosition(start, after)) start = after;
    this.#position = start;
    this.#hearing = heardFor(followers);
    this.#openedAt = performance.now();
    hints?.opened();
    for (const follower of followers) {
      follower.heard = true;
      reach(follower, start);
      follower.opened();
    }
    return start;
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
    for (const follower of this.#followers) if (follower.heard === true) reach(follower, position);
  }

  #tellFollowers(row: HeardRow, position: string, own: boolean): void {
    if (this.#followers.size === 0) return;
    const change = changeOf(row, position);
    const { namespace } = flowOfSegment(change.id);
    for (const { heard, namespace: wanted, withOwn, listener } of this.#followers) {
      if (heard === true && wanted === namespace && (withOwn || !own)) listener.changed(change);
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

/** What the stream is to let through for these. */
function heardFor(followers: readonly Follower[]): Heard {
  const names = (some: readonly Follower[]) => [...new Set(some.map(({ namespace }) => namespace))].sort();
  return { namespaces: names(followers), withOwn: names(followers.filter(({ withOwn }) => withOwn)) };
}
