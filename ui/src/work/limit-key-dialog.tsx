// Sets how many tasks of a concurrency key are held at once.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ConfirmDialog } from "../actions/confirm-dialog.js";
import { usePage } from "../shell/page-context.js";
import { limitEntered, limitKey } from "./keys.js";

interface LimitKeyDialogProps {
  /** Undefined = it is asked for. */
  readonly name: string | undefined;
  /** As it is. */
  readonly limit: number;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

export function LimitKeyDialog({ name, limit, onDone, onClose }: LimitKeyDialogProps): JSX.Element {
  const { engine, namespace } = usePage();
  const [key, setKey] = useState(name ?? "");
  const [text, setText] = useState(String(limit));
  const entered = limitEntered(text);
  const confirm = async (requestId: string, reason: string): Promise<void> => {
    if (entered === undefined) return;
    await limitKey(engine, { namespace, key, limit: entered, requestId, reason });
    onDone();
  };
  return (
    <ConfirmDialog
      title={name === undefined ? "Limit a key" : `Limit ${name}`}
      text="So many tasks that name the key are held at once, over all flows and queues. What is held goes on."
      {...{ verb: "Set", danger: false, askReason: true, valid: key !== "" && entered !== undefined }}
      onConfirm={confirm}
      onClose={onClose}
    >
      {name === undefined ? (
        <label class="field">
          Key, as tasks name it
          <input type="text" value={key} onInput={(event) => setKey(event.currentTarget.value)} />
        </label>
      ) : null}
      <label class="field">
        Limit
        <input type="text" inputMode="numeric" value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      {entered === undefined ? (
        <p class="bad-text" role="status">
          A limit is a whole number, 1 at least.
        </p>
      ) : null}
    </ConfirmDialog>
  );
}
