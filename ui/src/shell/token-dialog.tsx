// Asks for a token where the server wants one.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { keepToken, readToken } from "../engine/token.js";

interface TokenDialogProps {
  /** What the server said, where it asked. */
  readonly refusal: string;
  readonly onDone: (changed: boolean) => void;
}

export function TokenDialog({ refusal, onDone }: TokenDialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const [token, setToken] = useState("");
  useEffect(() => dialog.current?.showModal(), []);
  const keep = (value: string | undefined): void => {
    keepToken(value);
    onDone(true);
  };
  return (
    <dialog ref={dialog} aria-labelledby="token-title" onClose={() => onDone(false)}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault();
          if (token.trim() !== "") keep(token.trim());
        }}
      >
        <h2 id="token-title">Token</h2>
        <p>{refusal || "The server lets in callers with a token."}</p>
        <label class="field">
          Bearer token
          <input
            type="password"
            autocomplete="off"
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </label>
        <p class="quiet">It is kept for this tab alone, until the tab is closed.</p>
        <div class="dialog-buttons">
          <button type="submit" class="main">
            Use
          </button>
          {readToken() === undefined ? null : (
            <button type="button" onClick={() => keep(undefined)}>
              Forget the one in use
            </button>
          )}
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </form>
    </dialog>
  );
}
