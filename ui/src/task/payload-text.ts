// Payloads as text: JSON laid out by blanks alone, other text as it is but for marks that turn its direction, anything else as bytes. Never as markup.
import type { Payload } from "#gen/lazyengine/v1/payload_pb.js";
import { visibleText } from "../format/visible-text.js";
import { jsonLaidOut } from "./json-layout.js";

export interface PayloadText {
  readonly text: string;
  /** What it is, in words: `JSON`, or the media type. */
  readonly kind: string;
  readonly bytes: number;
}

/** So many bytes of what is no text are shown at most: nobody reads more. */
const MOST_BYTES_SHOWN = 4_096;

export function payloadText({ data, contentType }: Pick<Payload, "data" | "contentType">): PayloadText {
  const kind = contentType === "application/json" ? "JSON" : contentType || "no media type";
  const text = decoded(data);
  if (text === undefined) return { text: hexLines(data), kind, bytes: data.length };
  return {
    text: visibleText(kind === "JSON" || contentType.endsWith("+json") ? jsonLaidOut(text) : text),
    kind,
    bytes: data.length,
  };
}

/** The begin of a long text, cut at the end of a line where one is near. */
export function beginOf(text: string, length: number): string {
  if (text.length <= length) return text;
  const line = text.lastIndexOf("\n", length);
  return text.slice(0, line > length / 2 ? line : length);
}

function decoded(data: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(data);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what has these is no text
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function hexLines(data: Uint8Array): string {
  const shown = data.subarray(0, MOST_BYTES_SHOWN);
  const lines: string[] = [];
  for (let at = 0; at < shown.length; at += 16) {
    const bytes = [...shown.subarray(at, at + 16)].map((byte) => byte.toString(16).padStart(2, "0"));
    lines.push(`${at.toString(16).padStart(6, "0")}  ${bytes.join(" ")}`);
  }
  if (data.length > shown.length) lines.push(`… ${data.length - shown.length} bytes more`);
  return lines.join("\n");
}
