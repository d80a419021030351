/**
 * Stores the segments of a large flow beyond the first, before the first: they wait until it tells them to begin, and
 * nobody finds them without it (rule M3).
 */
import { dormantSegments, type StartedFlow } from "../../core/decide/flow-start.js";
import type { PayloadRecord } from "../../store/payload-store.js";
import { headerSegmentId, segmentId } from "../../store/segment-id.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { StoreUnavailable } from "../../store/store-errors.js";
import { spilledNodes } from "../commit/spill.js";
import type { Machinery } from "../machinery.js";

const SEGMENTS_AT_ONCE = 500;
/** How often a write of unknown outcome is repeated: one that is there already is as good as new. */
const TRIES = 5;

/** False = the flow id is taken, and nothing was stored. */
export async function insertParts(machinery: Machinery, started: StartedFlow, header: SegmentRecord): Promise<boolean> {
  const { isPart, address } = started.segment;
  if (!isPart) return true;
  const { segments } = machinery.store;
  if ((await segments.versions([headerSegmentId(address.namespace, address.flowId)])).length > 0) return false;
  await putParts(machinery, started, header);
  return true;
}

/** Those of a run that is to take another one's place: they have ids of their own. */
export async function putParts(machinery: Machinery, started: StartedFlow, header: SegmentRecord): Promise<void> {
  const { isPart, address } = started.segment;
  if (!isPart) return;
  const payloads: PayloadRecord[] = [];
  const records = dormantSegments(started).map((state, index): SegmentRecord => {
    const part = { ...address, segment: index + 1 };
    const id = segmentId(part);
    return {
      ...state,
      nodes: spilledNodes(id, address.incarnation, state.nodes, payloads),
      id,
      address: part,
      version: 1,
      commit: header.commit,
      heads: [],
      holders: [],
      counts: state.links?.told.counts ?? {},
      writers: header.writers,
    };
  });
  if (payloads.length > 0) await machinery.store.payloads.put(payloads);
  for (let from = 0; from < records.length; from += SEGMENTS_AT_ONCE) {
    await insert(machinery, records.slice(from, from + SEGMENTS_AT_ONCE));
  }
}

/** The flow id was taken meanwhile: nothing of this run is wanted. */
export async function discardParts({ store }: Machinery, { segment }: StartedFlow): Promise<void> {
  if (segment.isPart) await store.segments.deleteParts(segment.address);
}

async function insert({ store }: Machinery, records: readonly SegmentRecord[]): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await store.segments.insert(records);
      return;
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || tries === TRIES) throw error;
    }
  }
}
