// Whether the page is looked at: one that has been hidden for a minute lets go of its stream, since a browser has six
// connections to a server, over all tabs.
import { useEffect, useState } from "preact/hooks";

const PATIENCE_MS = 60_000;

export function useAwake(): boolean {
  const [awake, setAwake] = useState(true);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (): void => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(() => setAwake(false), PATIENCE_MS);
      else setAwake(true);
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return awake;
}
