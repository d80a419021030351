// Calls that do not give up: a reading that the server refuses for now, or that does not reach it, is repeated with growing
// pauses for as long as somebody waits for it. Of each call that gets no answer the page can say so.
import { type ContextValues, createContextKey, createContextValues, type Interceptor } from "@connectrpc/connect";
import { callErrorOf, isFinal } from "./call-error.js";
import { FIRST_PAUSE_MS, longerPause, type Pause, pauseFor } from "./pause.js";
import { SILENCE_MS, type Waits } from "./waits.js";

export interface Patience {
  readonly waits: Waits;
  readonly pause?: Pause;
}

/** Makes a call until it is answered, refused for good, or nobody waits. Throws what the last try has thrown. */
export async function untilAnswered<Answer>(
  call: () => Promise<Answer>,
  { waits, pause = pauseFor, signal, repeated }: Patience & { signal: AbortSignal; repeated: boolean },
): Promise<Answer> {
  const wait = waits.begin();
  // Not only by the end of the try: what does not come cannot end either.
  signal.addEventListener("abort", wait.end);
  try {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = longerPause(pauseMs)) {
      const silence = setTimeout(() => wait.hindered({ kind: "silence" }), SILENCE_MS);
      try {
        return await call();
      } catch (failure) {
        const error = callErrorOf(failure);
        if (!repeated || signal.aborted || isFinal(error)) throw failure;
        wait.hindered({ kind: "failure", error });
        await pause(pauseMs, signal);
        if (signal.aborted) throw failure;
      } finally {
        clearTimeout(silence);
      }
    }
  } finally {
    signal.removeEventListener("abort", wait.end);
    wait.end();
  }
}

/** Readings that pages live on. Orders are given once: whether to give one again is for who gave it. */
const REPEATED: ReadonlySet<string> = new Set(["GetFlowDetails", "ListFlows", "ExplainTask", "GetDefinition"]);
/** Takes as long as what it works out. */
const SLOW = "SimulateFlow";

const ONCE = createContextKey(false, { description: "not repeated" });

/** For a reading that is part of an order: it fails as the order does. */
export function once(): ContextValues {
  return createContextValues().set(ONCE, true);
}

export function patiently(patience: Patience): Interceptor {
  return (next) => (request) => {
    const { method, signal, contextValues } = request;
    if (method.name === SLOW) return next(request);
    const repeated = !request.stream && REPEATED.has(method.name) && !contextValues.get(ONCE);
    return untilAnswered(() => next(request), { ...patience, signal, repeated });
  };
}
