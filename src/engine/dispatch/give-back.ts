/**
 * Gives claimed tasks back that cannot be delivered.
 */
import type { Machinery } from "../machinery.js";

/**
 * Ends a claim that nobody will work on, without burning the try; it is offered again after the delay. Until that is
 * decided the claim is in `givenBack`: it still looks open in the store, and must not be sent. Resolves when it is
 * decided; false = the task was not given back.
 */
export async function giveBack(
  machinery: Machinery,
  segmentId: string,
  { taskId, claimToken: token }: { readonly taskId: string; readonly claimToken: string },
  delayMs: number,
): Promise<boolean> {
  const { committer, emit, givenBack } = machinery;
  givenBack.add(token);
  try {
    await committer.submit(segmentId, { kind: "release", taskId, token, delayMs });
    return true;
  } catch (error) {
    // The claim ended otherwise, or the lease will.
    emit({ kind: "error", what: "giving a task back", error, segmentId, taskId });
    return false;
  } finally {
    givenBack.delete(token);
  }
}
