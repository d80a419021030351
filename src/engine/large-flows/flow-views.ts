/**
 * How a large flow stands as a whole, as its segment 0 has it. Answers about tasks of other segments tell it, too.
 */
import type { FlowView } from "../../core/decision.js";
import type { Segment, SegmentAddress } from "../../core/state/segment.js";
import { headerSegmentId } from "../../store/segment-id.js";
import type { SegmentStore } from "../../store/segment-store.js";
import { cacheOfAtMost } from "../cache-of-at-most.js";
import { flowNotFound } from "../commit/read-copies.js";
import type { Environment } from "../environment.js";
import { viewOfRecord } from "../views/flow-value.js";

/** An answer that need not be the very latest may tell what was stored this long ago. */
const FRESH_MS = 1_000;
const VIEWS_KEPT = 1_000;

interface Known {
  readonly view: FlowView;
  readonly at: number;
}

export class FlowViews {
  readonly #segments: SegmentStore;
  readonly #environment: Environment;
  readonly #known = cacheOfAtMost<Known>(VIEWS_KEPT);

  constructor(segments: SegmentStore, environment: Environment) {
    this.#segments = segments;
    this.#environment = environment;
  }

  /** Segment 0 of a large flow is stored like this now. */
  landed(segmentId: string, segment: Segment): void {
    const view = { header: segment.flow, version: segment.version, counts: new Map(segment.counts) };
    this.#known.set(segmentId, { view, at: this.#environment.monotonic() });
  }

  /** As it is, or, unless it must be the latest, as it was at most a second ago. Throws FLOW_NOT_FOUND. */
  async of({ namespace, flowId }: SegmentAddress, latest: boolean): Promise<FlowView> {
    const id = headerSegmentId(namespace, flowId);
    const known = this.#known.get(id);
    const now = this.#environment.monotonic();
    if (!latest && known !== undefined && now - known.at < FRESH_MS) return known.view;
    const [record] = await this.#segments.read([id]);
    if (record === undefined) throw flowNotFound(id);
    const view = viewOfRecord(record);
    this.#known.set(id, { view, at: now });
    return view;
  }
}
