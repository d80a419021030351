// Asks the server who the caller is: at first, with each token, each time that the page is looked at again, and now and
// then, since what a token may do can change while the page is open.
import { useEffect, useState } from "preact/hooks";
import type { Caller } from "./access.js";
import { type CallError, callErrorOf } from "./call-error.js";
import { readCaller } from "./page-calls.js";
import { pauseFor } from "./pause.js";
import { useAwake } from "./use-awake.js";
import type { Waits } from "./waits.js";

const ASK_AGAIN_MS = 30_000;

export interface CallerOptions {
  readonly waits: Waits;
  /** Counts the tokens that were entered: of another one nothing is known. */
  readonly entered: number;
  /** Counts what gives reason to doubt what is known: the server is asked at once. */
  readonly doubts: number;
  readonly onFailure: (error: CallError) => void;
}

export function useCaller({ waits, entered, doubts, onFailure }: CallerOptions): Caller | undefined {
  const [caller, setCaller] = useState<Caller | undefined>(undefined);
  const awake = useAwake();
  useEffect(() => setCaller(undefined), [entered]);
  useEffect(() => {
    if (!awake) return;
    const ending = new AbortController();
    const { signal } = ending;
    const ask = async (): Promise<void> => {
      while (!signal.aborted) {
        const told = await readCaller(waits, signal);
        // The same caller stays the same: the page is not drawn anew.
        if (!signal.aborted) setCaller((known) => (isSame(known, told) ? known : told));
        await pauseFor(ASK_AGAIN_MS, signal);
      }
    };
    ask().catch((failure: unknown) => {
      if (signal.aborted) return;
      setCaller(undefined);
      onFailure(callErrorOf(failure));
    });
    return () => ending.abort();
  }, [waits, entered, doubts, awake, onFailure]);
  return caller;
}

function isSame(known: Caller | undefined, told: Caller): boolean {
  return JSON.stringify(known) === JSON.stringify(told);
}
