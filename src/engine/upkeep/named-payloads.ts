/**
 * Which payloads a flow's state names, itself or by what it keeps of long lists beside it.
 */
import type { StoredFailure } from "../../core/state/failure.js";
import { blockOf, indexOfNumber, isLong } from "../../core/state/long-list.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { StoredPayload } from "../../core/state/payload.js";
import { contentsOfPiece, entriesOfPiece } from "../../core/state/pieces.js";
import { nodeOfPayload } from "../../store/payload-id.js";
import type { PayloadStore } from "../../store/payload-store.js";
import type { SegmentRecord } from "../../store/segment-record.js";
import { readPieces } from "../long-lists/pieces-read.js";
import { payloadsOf } from "../views/task-value.js";

/** Those of these ids that nothing names. Of what is beside the state no more is read than may name them. */
export async function unnamed(
  store: PayloadStore,
  record: SegmentRecord,
  ids: readonly string[],
): Promise<readonly string[]> {
  const { input, failure, output, globals = {} } = record.flow;
  const tasks = [...record.nodes.values()];
  const own = [input, failure?.body, output, ...Object.values(globals), ...tasks.flatMap(allPayloads)];
  const left = without(ids, own);
  return left.length === 0 ? [] : without(left, await payloadsInPieces(store, tasks, left));
}

function without(ids: readonly string[], named: readonly (StoredPayload | undefined)[]): readonly string[] {
  const refs = new Set(named.map((payload) => payload?.ref));
  return ids.filter((id) => !refs.has(id));
}

/** Of items whose numbers the ids have what is kept of their blocks; what items are may have been kept under any number. */
async function payloadsInPieces(
  store: PayloadStore,
  tasks: readonly NodeEntry[],
  ids: readonly string[],
): Promise<readonly StoredPayload[]> {
  const numbers = new Set(ids.map(nodeOfPayload));
  const payloads: StoredPayload[] = [];
  for (const { list } of tasks) {
    if (!isLong(list)) continue;
    const indexes = [...numbers].flatMap((number) => indexOfNumber(list, number) ?? []);
    const wanted = new Set(indexes.map((index) => blockOf(list.long, index)));
    for (const [place, { away, contents }] of list.long.blocks.entries()) {
      // One by one: of an item that left twice both are kept.
      for (const piece of wanted.has(place) ? (away?.pieces ?? []) : []) {
        const entries = await readPieces(store, [piece], entriesOfPiece);
        payloads.push(...[...entries.values()].flatMap(allPayloads));
      }
      for (const piece of contents?.pieces ?? []) {
        payloads.push(...(await readPieces(store, [piece], contentsOfPiece)).values());
      }
    }
  }
  return payloads;
}

function allPayloads(entry: NodeEntry): StoredPayload[] {
  const { pending, decision, child } = entry;
  const waiting = pending?.kind === "result" ? pending.result : pendingFailure(pending)?.body;
  const decided = [decision?.context, decision?.end?.output, child?.spawned?.input];
  const rounds = entry.rounds?.results ?? [];
  const pieces = (entry.list?.long?.blocks ?? []).flatMap(({ away, contents }) => [
    ...(away?.pieces ?? []),
    ...(contents?.pieces ?? []),
  ]);
  const all = [...payloadsOf(entry), ...rounds, ...pieces, ...[waiting, ...decided]];
  return all.filter((payload) => payload !== undefined);
}

function pendingFailure(pending: NodeEntry["pending"]): StoredFailure | undefined {
  return pending?.kind === "failure" ? pending.failure : undefined;
}
