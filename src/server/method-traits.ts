/**
 * How a method's calls are treated.
 */
import type { Verb } from "../service/verbs.js";

export interface MethodTraits {
  readonly name: string;
  /** What a caller must be allowed, in the namespace that the call is about. */
  readonly verbs: readonly Verb[];
  /** Each call of it is a session: counted for each connection. */
  readonly session: boolean;
  /** Its calls are refused first where there is too much to do: nothing that has begun waits for them. */
  readonly newWork: boolean;
  /** Its calls may wait for something to happen: when the server stops, they are not waited for. */
  readonly waiting: boolean;
  /** One message goes to many callers: its bytes are made once. */
  readonly broadcast: boolean;
  /** Its calls may be open for long: they end when what the caller has shown expires. */
  readonly lasting: boolean;
}
