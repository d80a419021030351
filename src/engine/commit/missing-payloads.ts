/**
 * Payloads that are kept beside the state and that expressions of a decision read: brought, and the commands decided again.
 */
import type { PayloadsMissing } from "../../core/decide/expression-values.js";
import { PayloadMissing } from "../views/payload-missing.js";
import type { Committing } from "./committing.js";
import type { ReadPart } from "./parts.js";
import { failPart } from "./settle.js";

/** The copy may be half changed: it is thrown away. Never rejects. */
export async function bringPayloads(committer: Committing, part: ReadPart, missing: PayloadsMissing): Promise<void> {
  const { lane, submissions } = part;
  const { refs, further } = missing;
  committer.cache.delete(lane.id);
  // What was decided on the latest is, too, once the payloads are there.
  lane.basis = part.basis === "latest" ? "latest" : "read";
  try {
    const found = await committer.setting.store.payloads.get([...refs, ...further]);
    const lost = refs.find((ref) => !found.has(ref));
    if (lost !== undefined) throw new PayloadMissing(`payload ${lost} is not in the store`);
    const payloads = new Map(lane.payloads);
    for (const [ref, { data }] of found) payloads.set(ref, data);
    lane.payloads = payloads;
    committer.requeue(lane, submissions, 0);
  } catch (error) {
    failPart(committer, part, error);
  }
}
