/**
 * Gives claimed tasks back that cannot be delivered.
 */
import type { Machinery } from "../machinery.js";

/** Ends a claim that nobody will work on, without burning the try; it is offered again after the delay. `failed` where it is not. */
export function giveBack(
  machinery: Machinery,
  segmentId: string,
  { taskId, claimToken: token }: { readonly taskId: string; readonly claimToken: string },
  delayMs: number,
  failed: () => void = () => undefined,
): void {
  machinery.committer
    .submit(segmentId, { kind: "release", taskId, token, delayMs })
    // The claim ended otherwise, or the lease will.
    .catch((error) => {
      machinery.emit({ kind: "error", what: "giving a task back", error });
      failed();
    });
}
