// Reads queues and sessions again every two seconds while the page is seen.
import { useEffect, useState } from "preact/hooks";
import { type CallError, callErrorOf, isFinal } from "../engine/call-error.js";
import { usePage } from "../shell/page-context.js";
import { readWork, type Work } from "./work.js";

const PAUSE_MS = 2_000;

export interface WorkView {
  readonly work: Work | undefined;
  readonly error: CallError | undefined;
}

export function useWork(): WorkView {
  const { namespace, waits, onFailure } = usePage();
  const [view, setView] = useState<WorkView>({ work: undefined, error: undefined });
  useEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const readAgain = (): void => {
      timer = setTimeout(() => void (document.hidden ? readAgain() : read()), PAUSE_MS);
    };
    const read = async (): Promise<void> => {
      try {
        const work = await readWork(namespace, waits, signal);
        setView({ work, error: undefined });
      } catch (failure) {
        if (signal.aborted) return;
        const error = callErrorOf(failure);
        onFailure(error);
        setView(({ work }) => ({ work, error }));
        if (isFinal(error)) return;
      }
      if (!signal.aborted) readAgain();
    };
    void read();
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [namespace, waits, onFailure]);
  return view;
}
