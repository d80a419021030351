/**
 * Which run of its id a request of DeleteFlow means, or which schedule one of DeleteSchedule, so that a repeat never deletes a
 * later one. What goes cannot keep that itself. It lies where payloads do, which are written once and, as no flow names it,
 * collected about a day later.
 */
import { createHash } from "node:crypto";
import { payloadId } from "../../store/payload-id.js";
import type { PayloadStore } from "../../store/payload-store.js";

/** In the place of a run's incarnation, of which none is like it. */
const OF_NO_RUN = "deleted";

export interface DeletionMark {
  /** The incarnation of what is meant; undefined = the request has found nothing to delete yet, or is one of its own. */
  read(): Promise<string | undefined>;
  /** This one is meant, unless one is already. False = another is, or it cannot be told now. */
  set(incarnation: string): Promise<boolean>;
}

/** Without a request id every request is one of its own, and means what is there. */
const UNMARKED: DeletionMark = { read: async () => undefined, set: async () => true };

/** `subject`: whose id it is. */
export function deletionMark(payloads: PayloadStore, subject: string, requestId: string | undefined): DeletionMark {
  if (requestId === undefined || requestId === "") return UNMARKED;
  const digest = createHash("sha256").update(requestId).digest("base64url");
  const id = payloadId({ segmentId: subject, incarnation: OF_NO_RUN, node: "flow", attempt: 0, digest });
  const read = async () => {
    const payload = (await payloads.get([id])).get(id);
    return payload === undefined ? undefined : Buffer.from(payload.data).toString();
  };
  return {
    read,
    set: async (incarnation) => {
      // Of two the first one stays: what has been kept is asked, not what was sent.
      await payloads.put([
        { id, payload: { contentType: "text/plain", metadata: {}, data: Buffer.from(incarnation) } },
      ]);
      return (await read()) === incarnation;
    },
  };
}
