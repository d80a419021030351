/**
 * Who in this process waits for a flow to change: watches, and reads that wait for a revision. Commits of this process
 * signal at once; those of others are seen by reading the versions of what is waited for, only while somebody waits.
 */
import type { SegmentStore, SegmentVersion } from "../store/segment-store.js";
import type { Environment } from "./environment.js";

/** How often the versions of watched flows are read. */
const POLL_MS = 200;

/** `rests`: nothing of the flow goes on, so that nothing follows at once. False where that is not known. */
type Listener = (rests: boolean) => void;

/** Who is told of versions that are new here, and asked for the moment before they are read. */
interface Looks {
  moment(): number;
  found(version: SegmentVersion, asked: number): void;
}

interface Watched {
  version: number;
  incarnation: string;
  readonly listeners: Set<Listener>;
}

export class FlowSignals {
  readonly #segments: SegmentStore;
  readonly #environment: Environment;
  readonly #looks: Looks;
  readonly #watched = new Map<string, Watched>();
  #polling = false;

  /** Looks are told of versions that are new here before whoever waits is. */
  constructor(segments: SegmentStore, environment: Environment, looks: Looks) {
    this.#segments = segments;
    this.#environment = environment;
    this.#looks = looks;
  }

  /** Calls the listener after every change of the segment, perhaps once for several. The result ends it. */
  listen(segmentId: string, listener: Listener): () => void {
    const watched = this.#watched.get(segmentId) ?? { version: -1, incarnation: "", listeners: new Set() };
    this.#watched.set(segmentId, watched);
    watched.listeners.add(listener);
    this.#poll();
    return () => {
      watched.listeners.delete(listener);
      if (watched.listeners.size === 0 && this.#watched.get(segmentId) === watched) this.#watched.delete(segmentId);
    };
  }

  /** This process changed the segment. */
  changed(segmentId: string, rests = false): void {
    for (const listener of this.#watched.get(segmentId)?.listeners ?? []) listener(rests);
  }

  #poll(): void {
    if (this.#polling || this.#watched.size === 0) return;
    this.#polling = true;
    this.#environment.setTimer(POLL_MS, () => {
      this.#readVersions()
        // The next poll tells; a watcher that needs the store meets the fault itself.
        .catch(() => undefined)
        .finally(() => {
          this.#polling = false;
          this.#poll();
        });
    });
  }

  async #readVersions(): Promise<void> {
    const ids = [...this.#watched.keys()];
    const asked = this.#looks.moment();
    const versions = new Map((await this.#segments.versions(ids)).map((version) => [version.id, version]));
    for (const id of ids) {
      const watched = this.#watched.get(id);
      const { version = -1, incarnation = "" } = versions.get(id) ?? {};
      if (watched === undefined || (watched.version === version && watched.incarnation === incarnation)) continue;
      watched.version = version;
      watched.incarnation = incarnation;
      this.#looks.found({ id, version, incarnation }, asked);
      this.changed(id);
    }
  }
}
