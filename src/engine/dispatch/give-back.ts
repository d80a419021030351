/**
 * Gives claimed tasks back that cannot be delivered.
 */
import { EngineError, type EngineErrorReason } from "../engine-error.js";
import type { Machinery } from "../machinery.js";

/** What a release is refused with where the claim has ended otherwise. */
const OVER: ReadonlySet<EngineErrorReason> = new Set([
  "FLOW_NOT_FOUND",
  "TASK_NOT_FOUND",
  "ALREADY_COMPLETED",
  "CLAIM_SUPERSEDED",
]);

/**
 * Ends a claim that nobody will work on, without burning the try; it is offered again after the delay. Until that is
 * decided the claim is in `givenBack`: it still looks open in the store, and must not be sent. Resolves when it is
 * decided; false = the session holds the task still, as far as is known: whoever claimed it must see to it.
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
    emit({ kind: "error", what: "giving a task back", error, segmentId, taskId });
    return error instanceof EngineError && OVER.has(error.reason);
  } finally {
    givenBack.delete(token);
  }
}
