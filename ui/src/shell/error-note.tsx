// A failure of a call: its message, with reason, code and field.
import type { JSX } from "preact";
import type { CallError } from "../engine/call-error.js";

export function ErrorNote({ error }: { readonly error: CallError }): JSX.Element {
  return (
    <div class="note note-bad" role="alert">
      <strong>{error.reason || error.code}</strong> {error.message}
      {error.field === "" ? null : (
        <>
          {" "}
          (<code>{error.field}</code>)
        </>
      )}
    </div>
  );
}
