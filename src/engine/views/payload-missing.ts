/** A payload that state names is not there: it was lost, or the flow was deleted meanwhile. */
export class PayloadMissing extends Error {
  override readonly name = "PayloadMissing";
}
