/**
 * What is really held under a lender's permits, counted anew from the claims that are stored.
 */
import { lentClaim } from "../../core/state/lendings.js";
import type { SegmentStore } from "../../store/segment-store.js";

/** The tokens of the claims, each with its segment. */
export async function tokensLent(
  segments: SegmentStore,
  namespace: string,
  lender: string,
): Promise<ReadonlyMap<string, string>> {
  const tokens = new Map<string, string>();
  for (const { id, nodes } of await segments.lentBy(namespace, lender)) {
    for (const entry of nodes.values()) {
      const claim = lentClaim(entry);
      if (claim?.lent.includes(lender) === true) tokens.set(claim.token, id);
    }
  }
  return tokens;
}
