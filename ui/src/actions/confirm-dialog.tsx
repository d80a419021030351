// Asks before something is done: what will happen, why (for the record), and what the server said where it refused.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { type CallError, callErrorOf } from "../engine/call-error.js";
import { ErrorNote } from "../shell/error-note.js";
import { usePage } from "../shell/page-context.js";
import { WaitNote } from "../shell/wait-note.js";

interface ConfirmDialogProps {
  readonly title: string;
  /** What will happen. */
  readonly text: string;
  readonly verb: string;
  readonly danger: boolean;
  /** What else is asked for. */
  readonly children?: ComponentChildren;
  readonly askReason: boolean;
  /** False while what else is asked for is not right. */
  readonly valid?: boolean;
  readonly onConfirm: (requestId: string, reason: string) => Promise<void>;
  readonly onClose: () => void;
}

export function ConfirmDialog(props: ConfirmDialogProps): JSX.Element {
  const { title, text, verb, danger, children, askReason, valid = true, onConfirm, onClose } = props;
  const { onFailure, waits } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  // One id for as long as the dialog stands: pressed twice, it is one request.
  const requestId = useRef(newRequestId());
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError | undefined>(undefined);
  useEffect(() => dialog.current?.showModal(), []);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await onConfirm(requestId.current, reason);
      dialog.current?.close();
    } catch (failure) {
      const refusal = callErrorOf(failure);
      onFailure(refusal);
      setError(refusal);
      // What is changed after a refusal is another request.
      requestId.current = newRequestId();
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby="confirm-title" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <h2 id="confirm-title">{title}</h2>
        <p>{text}</p>
        {children}
        {askReason ? (
          <label class="field">
            Reason, for the record (may be empty)
            <input type="text" value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
          </label>
        ) : null}
        {error === undefined ? null : <ErrorNote error={error} />}
        {busy ? <WaitNote waits={waits} /> : null}
        <div class="dialog-buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
          <button type="submit" class={danger ? "danger" : "main"} disabled={busy || !valid}>
            {verb}
          </button>
        </div>
      </form>
    </dialog>
  );
}

/** Not by randomUUID, which only exists where the page came by TLS or from this machine. */
function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `ui-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
