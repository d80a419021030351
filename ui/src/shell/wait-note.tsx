// Says why an answer is not there, for as long as it is not. It lies over the page, so that nothing moves for it.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type Hindrance, SILENCE_MS, type Waits } from "../engine/waits.js";

export function WaitNote({ waits }: { readonly waits: Waits }): JSX.Element {
  const [hindrance, setHindrance] = useState(waits.hindrance);
  useEffect(() => {
    const look = (): void => setHindrance(waits.hindrance);
    look();
    return waits.listen(look);
  }, [waits]);
  return (
    <div class="wait-note" role="status">
      {hindrance === undefined ? null : <p class="note">{wordsOf(hindrance)}</p>}
    </div>
  );
}

function wordsOf(hindrance: Hindrance): string {
  if (hindrance.kind === "silence") {
    return (
      `No answer for ${SILENCE_MS / 1_000} seconds. The server or its database may be slow; or there is no connection left for it: ` +
      "a browser has six connections to a server, over all its tabs and windows, and each list or flow that is seen takes " +
      "one. Where many are, close or hide some."
    );
  }
  const { reason, code, message } = hindrance.error;
  return `${reason || code} ${message}. It is read again until there is an answer.`;
}
