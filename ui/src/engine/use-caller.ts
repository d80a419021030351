// Asks the server who the caller is, again with each token.
import { useEffect, useState } from "preact/hooks";
import type { Caller } from "./access.js";
import { type CallError, callErrorOf } from "./call-error.js";
import { readCaller } from "./page-calls.js";

export function useCaller(entered: number, onFailure: (error: CallError) => void): Caller | undefined {
  const [caller, setCaller] = useState<Caller | undefined>(undefined);
  useEffect(() => {
    const ending = new AbortController();
    setCaller(undefined);
    readCaller(ending.signal).then(setCaller, (error: unknown) => {
      if (!ending.signal.aborted) onFailure(callErrorOf(error));
    });
    return () => ending.abort();
  }, [entered, onFailure]);
  return caller;
}
