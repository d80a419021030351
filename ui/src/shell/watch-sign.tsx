// Whether what the page shows is live, in a place of fixed width.
import type { JSX } from "preact";
import type { WatchState } from "../engine/follow.js";

const WORDS: Readonly<Record<WatchState, string>> = {
  connecting: "connecting",
  live: "live",
  lost: "reconnecting",
  over: "ended",
  refused: "not live",
};

export function WatchSign({ watch }: { readonly watch: WatchState }): JSX.Element {
  return (
    <span class={`watch watch-${watch}`} role="status">
      {WORDS[watch]}
    </span>
  );
}
