/**
 * Segments as watches see them. Who looks in the same turn shares what is seen; it is taken from the committer's copy where
 * that is known to be the latest, and read from the store only else.
 */
import type { LRUCache } from "lru-cache";
import type { SegmentRecord } from "../../store/segment-record.js";
import type { SegmentStore, SegmentVersion } from "../../store/segment-store.js";
import { cacheOfAtMost } from "../cache-of-at-most.js";
import type { WorkingCopy } from "../commit/working-copy.js";
import type { Environment } from "../environment.js";
import { afterTurn, type LookGrid } from "./look-grid.js";
import type { OwnWrites, WrittenSegment } from "./own-writes.js";

/** What there is to see of a segment; without its nodes where only the flow is asked about. */
export type SeenSegment = Pick<SegmentRecord, "id" | "address" | "version" | "flow" | "nodes" | "counts">;

/** The committer's copies. */
export type CopyCache = Pick<LRUCache<string, WorkingCopy>, "peek">;
type Settle = (seen: Promise<SeenSegment | undefined>) => void;

/** Some more than there are copies of small flows in the committer's cache: of others it says nothing. */
const LATEST_KEPT = 20_000;
const SEEN_KEPT = 10_000;
const READ_AT_ONCE = 64;
/** A copy that is being decided on is waited for. */
const PATIENCE_MS = 50;
const NO_NODES: SegmentRecord["nodes"] = new Map();

/** What is known of a segment to be stored: by whoever wrote it here, or by what the store said. */
interface Latest {
  readonly version: number;
  readonly commit?: string;
  readonly incarnation?: string;
}

interface LooksSetting {
  readonly segments: SegmentStore;
  readonly cache: CopyCache;
  readonly environment: Environment;
  readonly grid: LookGrid;
  readonly writes: Pick<OwnWrites, "moment">;
}

/** The segments that are looked at in one turn. */
class Turn {
  readonly seen = new Map<string, Promise<SeenSegment | undefined>>();
  readonly toRead: { readonly id: string; readonly settle: Settle }[] = [];
}

export class Looks {
  readonly #segments: SegmentStore;
  readonly #cache: CopyCache;
  readonly #environment: Environment;
  readonly #grid: LookGrid;
  readonly #writes: Pick<OwnWrites, "moment">;
  /** Of segments that nobody else is known to have changed since. */
  readonly #latest = cacheOfAtMost<Latest>(LATEST_KEPT);
  /** When others were last heard to have changed each: what was asked or sent before is not known to be later. */
  readonly #changedAt = new Map<string, number>();
  /** The same of all that are no longer kept. */
  #othersChangedAt = 0;
  /** As long as somebody has it: what was made of it serves others who see the same. */
  readonly #seen = cacheOfAtMost<WeakRef<SeenSegment>>(SEEN_KEPT);
  /** Who waits for a decision to land, by segment. */
  readonly #deciding = new Map<string, Set<() => void>>();
  #turns: { readonly whole: Turn; readonly headers: Turn } | undefined;

  constructor({ segments, cache, environment, grid, writes }: LooksSetting) {
    this.#segments = segments;
    this.#cache = cache;
    this.#environment = environment;
    this.#grid = grid;
    this.#writes = writes;
  }

  /** For `found`: when the store is asked. */
  moment(): number {
    return this.#writes.moment();
  }

  /** Sent by this process at that moment, and landed. */
  written({ id, version, commit }: WrittenSegment, sent: number): void {
    this.#hear(id, this.#isChangedSince(id, sent) ? undefined : { version, commit });
  }

  /** Nothing is heard of what is written from now on. */
  forget(): void {
    this.#latest.clear();
    this.#changedAt.clear();
    this.#othersChangedAt = this.moment();
  }

  /** Others may have changed it: it is read. */
  changedElsewhere(id: string): void {
    if (this.#changedAt.size >= LATEST_KEPT) {
      this.#changedAt.clear();
      this.#othersChangedAt = this.moment();
    }
    this.#changedAt.set(id, this.moment());
    this.#hear(id, undefined);
  }

  /** This was stored of it when the store was asked at that moment, or later: more than what is known of it here, perhaps. */
  found({ id, version, incarnation }: SegmentVersion, asked: number): void {
    if (this.#isChangedSince(id, asked)) return;
    const latest = this.#latest.peek(id);
    const isKnown = latest !== undefined && latest.version >= version && this.#isOfRun(id, incarnation);
    if (!isKnown) this.#hear(id, { version, incarnation });
  }

  /** As it is stored now or later, whatever was heard of it. */
  async seeStored(ids: readonly string[], withNodes: boolean): Promise<(SeenSegment | undefined)[]> {
    const asked = this.moment();
    const stored = new Map((await this.#segments.versions(ids)).map((version) => [version.id, version]));
    for (const id of ids) {
      const version = stored.get(id);
      if (version === undefined) this.changedElsewhere(id);
      else this.found(version, asked);
    }
    return this.see(ids, withNodes);
  }

  /** A decision on it has landed, and its copy is as it is stored: in this turn. */
  landed(id: string): void {
    const deciding = this.#deciding.get(id);
    if (deciding === undefined) return;
    this.#deciding.delete(id);
    for (const look of deciding) look();
  }

  /** In the order asked; undefined = there is none. `withNodes`: else only how the flow stands. */
  see(ids: readonly string[], withNodes: boolean): Promise<(SeenSegment | undefined)[]> {
    this.#turns ??= this.#begin();
    const turn = withNodes ? this.#turns.whole : this.#turns.headers;
    return Promise.all(ids.map((id) => this.#see(turn, id, withNodes)));
  }

  /** An answer that overtakes what was heard, or is overtaken by it, says nothing of which came first. */
  #isChangedSince(id: string, moment: number): boolean {
    return (this.#changedAt.get(id) ?? this.#othersChangedAt) > moment;
  }

  /** What was seen before is not shared with who asks later. */
  #hear(id: string, latest: Latest | undefined): void {
    if (latest === undefined) this.#latest.delete(id);
    else this.#latest.set(id, latest);
    this.#turns?.whole.seen.delete(id);
    this.#turns?.headers.seen.delete(id);
  }

  #see(turn: Turn, id: string, withNodes: boolean): Promise<SeenSegment | undefined> {
    const known = turn.seen.get(id);
    if (known !== undefined) return known;
    const copied = this.#copied(id, withNodes);
    const seen = copied === undefined ? this.#unseen(turn, id, withNodes) : Promise.resolve(copied);
    turn.seen.set(id, seen);
    return seen;
  }

  /** Of the committer's copy, where that is no older than what was heard of last. */
  #copied(id: string, withNodes: boolean): SeenSegment | undefined {
    const latest = this.#latest.get(id);
    const copy = latest && this.#cache.peek(id);
    if (latest === undefined || copy === undefined || !isStored(copy, latest)) return undefined;
    const { address, version, flow, counts, entries } = copy.segment;
    const before = this.#known(id, withNodes, copy.segment);
    if (before !== undefined) return before;
    const nodes = withNodes ? new Map(entries) : NO_NODES;
    return this.#keep({ id, address, version, flow, counts: Object.fromEntries(counts), nodes }, withNodes);
  }

  /** What was seen of it before, where that is the same. */
  #known(id: string, withNodes: boolean, now: Pick<SeenSegment, "address" | "version">): SeenSegment | undefined {
    const before = this.#seen.get(keyOf(id, withNodes))?.deref();
    const same = before?.version === now.version && before.address.incarnation === now.address.incarnation;
    return same ? before : undefined;
  }

  #keep(seen: SeenSegment, withNodes: boolean): SeenSegment {
    this.#seen.set(keyOf(seen.id, withNodes), new WeakRef(seen));
    return seen;
  }

  #isOfRun(id: string, incarnation: string): boolean {
    return this.#cache.peek(id)?.segment.address.incarnation === incarnation;
  }

  #unseen(turn: Turn, id: string, withNodes: boolean): Promise<SeenSegment | undefined> {
    return new Promise((resolve, reject) => {
      const settle: Settle = (seen) => seen.then(resolve, reject);
      const copy = this.#latest.peek(id) && this.#cache.peek(id);
      if (copy === undefined || copy.segment.position === copy.segment.version) {
        turn.toRead.push({ id, settle });
        return;
      }
      // It is changed but not stored yet: what it will be as soon as it is.
      const look = () => {
        cancelTimer();
        const copied = this.#copied(id, withNodes);
        settle(copied === undefined ? this.#readOne(id, withNodes) : Promise.resolve(copied));
      };
      const deciding = this.#deciding.get(id) ?? new Set();
      this.#deciding.set(id, deciding.add(look));
      const cancelTimer = this.#environment.setTimer(PATIENCE_MS, () => {
        deciding.delete(look);
        look();
      });
    });
  }

  #begin() {
    const turns = { whole: new Turn(), headers: new Turn() };
    afterTurn(() => {
      this.#turns = undefined;
      this.#readAll(turns.whole, true);
      this.#readAll(turns.headers, false);
    });
    return turns;
  }

  #readAll({ toRead }: Turn, withNodes: boolean): void {
    for (let from = 0; from < toRead.length; from += READ_AT_ONCE) {
      const some = toRead.slice(from, from + READ_AT_ONCE);
      const reading = this.#read(
        some.map(({ id }) => id),
        withNodes,
      );
      for (const [index, { settle }] of some.entries()) settle(reading.then((records) => records[index]));
    }
  }

  async #readOne(id: string, withNodes: boolean): Promise<SeenSegment | undefined> {
    const [record] = await this.#read([id], withNodes);
    return record;
  }

  async #read(ids: readonly string[], withNodes: boolean): Promise<readonly (SeenSegment | undefined)[]> {
    const began = this.#environment.monotonic();
    try {
      const records = await (withNodes ? this.#segments.read(ids) : this.#segments.headers(ids));
      return records.map(
        (record) => record && (this.#known(record.id, withNodes, record) ?? this.#keep(record, withNodes)),
      );
    } finally {
      this.#grid.spent(this.#environment.monotonic() - began);
    }
  }
}

/** Whether the copy is what is stored, and no older than that. */
function isStored(copy: WorkingCopy, { version, commit, incarnation }: Latest): boolean {
  if (commit !== undefined) return copy.isStoredAs(version, commit);
  const { address, version: own, position } = copy.segment;
  return position === own && own >= version && address.incarnation === incarnation;
}

function keyOf(id: string, withNodes: boolean): string {
  return withNodes ? id : `${id} flow`;
}
