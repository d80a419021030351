/**
 * The payloads of a round, written before the updates that name them. One that cannot be written concerns its own part alone,
 * and of that the guilty command (rule C5).
 */
import type { PayloadRecord, PayloadStore } from "../../store/payload-store.js";
import { StoreUnavailable } from "../../store/store-errors.js";
import type { Committing } from "./committing.js";
import type { DecidedPart } from "./parts.js";
import { settleFailed, settleRejected } from "./settle.js";

/** A part with what is to be written before it is. */
export interface BringingPart {
  readonly part: DecidedPart;
  readonly records: readonly PayloadRecord[];
}

/** The parts that may go on; the others are settled. */
export async function putPayloads(
  committer: Committing,
  all: readonly BringingPart[],
): Promise<readonly DecidedPart[]> {
  const bringing = all.filter(({ records }) => records.length > 0);
  const failed: ReadonlyMap<BringingPart, Error> =
    bringing.length === 0 ? new Map() : await put(committer.setting.store.payloads, bringing);
  for (const [{ part }, error] of failed) {
    if (error instanceof StoreUnavailable) settleFailed(committer, part, error);
    else settleRejected(committer, part, error);
  }
  return all.filter((one) => !failed.has(one)).map(({ part }) => part);
}

/** All at once; where one is refused by halves, down to those parts that it is of. The answer: those, each with its error. */
async function put(payloads: PayloadStore, parts: readonly BringingPart[]): Promise<ReadonlyMap<BringingPart, Error>> {
  try {
    await payloads.put(parts.flatMap(({ records }) => records));
    return new Map();
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    // Where the store does not answer no part need find that out for itself.
    if (parts.length === 1 || error instanceof StoreUnavailable) return new Map(parts.map((part) => [part, error]));
    const half = Math.ceil(parts.length / 2);
    const first = await put(payloads, parts.slice(0, half));
    return new Map([...first, ...(await put(payloads, parts.slice(half)))]);
  }
}
