// A payload as text, its begin first and all of it on request.
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Payload } from "#gen/lazyengine/v1/payload_pb.js";
import { formatBytes } from "../format/numbers.js";
import { beginOf, payloadText } from "./payload-text.js";

const BEGIN_LENGTH = 2_000;

interface PayloadViewProps {
  readonly title: string;
  readonly payload: Payload | undefined;
}

export function PayloadView({ title, payload }: PayloadViewProps): JSX.Element | null {
  const [all, setAll] = useState(false);
  const shown = useMemo(() => (payload === undefined ? undefined : payloadText(payload)), [payload]);
  if (shown === undefined || payload === undefined) return null;
  const begin = all ? shown.text : beginOf(shown.text, BEGIN_LENGTH);
  const notes = Object.entries(payload.metadata).map(([key, value]) => `${key}=${value}`);
  return (
    <section class="payload">
      <h3>
        {title}{" "}
        <span class="quiet">
          {shown.kind}, {formatBytes(shown.bytes)}
          {notes.length === 0 ? "" : `, ${notes.join(" ")}`}
        </span>
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <pre class="payload-text" tabIndex={0}>
        {begin}
        {begin.length < shown.text.length ? "\n…" : ""}
      </pre>
      {shown.text.length > BEGIN_LENGTH ? (
        <button type="button" onClick={() => setAll(!all)}>
          {all ? "Show the begin" : `Show all ${formatBytes(shown.bytes)}`}
        </button>
      ) : null}
    </section>
  );
}
