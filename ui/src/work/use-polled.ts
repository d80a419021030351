// Reads something again every two seconds while the page is seen.
import { useCallback, useEffect, useState } from "preact/hooks";
import { type CallError, callErrorOf, isFinal } from "../engine/call-error.js";
import { usePage } from "../shell/page-context.js";

const PAUSE_MS = 2_000;

export interface Polled<Value> {
  /** As it was read last; undefined before that. */
  readonly value: Value | undefined;
  /** Of the last reading. */
  readonly error: CallError | undefined;
  /** Does not wait for the next time. */
  readonly readAgain: () => void;
}

/** `read`: another function is another subject, which is read at once. */
export function usePolled<Value>(read: (signal: AbortSignal) => Promise<Value>): Polled<Value> {
  const { onFailure } = usePage();
  const [view, setView] = useState<Omit<Polled<Value>, "readAgain">>({ value: undefined, error: undefined });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readLater = (): void => {
      timer = setTimeout(() => void (document.hidden ? readLater() : readNow()), PAUSE_MS);
    };
    const readNow = async (): Promise<void> => {
      try {
        const value = await read(signal);
        if (signal.aborted) return;
        setView({ value, error: undefined });
      } catch (failure) {
        if (signal.aborted) return;
        const error = callErrorOf(failure);
        onFailure(error);
        setView(({ value }) => ({ value, error }));
        if (isFinal(error)) return;
      }
      readLater();
    };
    void readNow();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [read, onFailure, turn]);
  const readAgain = useCallback(() => setTurn((before) => before + 1), []);
  return { ...view, readAgain };
}
