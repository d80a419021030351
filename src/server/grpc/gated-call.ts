/**
 * Deadlines of calls that no change of the wall clock moves.
 */
import { ServerInterceptingCall, type ServerInterceptingCallInterface, type ServerInterceptor } from "@grpc/grpc-js";

/**
 * `getDeadline` of every call is by `performance.now()`. grpc-js notes it by the wall clock as the headers are read, which
 * is the turn in which it is looked at here; a handler hears of the call once its message is there, and the clock may
 * have jumped by then.
 */
export const monotonicDeadlines: ServerInterceptor = (_method, call) => new CallWithMonotonicDeadline(call);

class CallWithMonotonicDeadline extends ServerInterceptingCall {
  readonly #deadline: number;

  constructor(call: ServerInterceptingCallInterface) {
    super(call);
    this.#deadline = performance.now() + Number(call.getDeadline()) - Date.now();
  }

  override getDeadline(): number {
    return this.#deadline;
  }
}
