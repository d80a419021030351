// Whether the page is looked at: one that is hidden lets go of its stream, since a browser has six connections to a server,
// over all tabs, and one that was opened in the background takes none.
import { useEffect, useState } from "preact/hooks";

/** A look at another tab and back costs no reading. */
const PATIENCE_MS = 5_000;

export function useAwake(): boolean {
  const [awake, setAwake] = useState(() => !document.hidden);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => setAwake(false), PATIENCE_MS);
      else setAwake(true);
    };
    // It may have been hidden or shown since the first rendering.
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return awake;
}
