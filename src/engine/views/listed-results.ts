/**
 * The result of a task that ran for each item of a list: the JSON list of the items' results, put together when somebody
 * reads it.
 */
import { LIMITS } from "../../core/limits.js";
import type { NodeEntry } from "../../core/state/node-entry.js";
import type { Payload, StoredPayload } from "../../core/state/payload.js";
import { itemNumbers } from "../../core/state/task-causes.js";

/** With what it is put together of; undefined = null. */
export interface ListedPayload extends StoredPayload {
  readonly parts: readonly (StoredPayload | undefined)[];
}

const JSON_TYPE = "application/json";

/** Whether it is too large for a payload: then the items' own results are to be read, page by page. */
export function isTooLong({ itemsOf, size }: StoredPayload): boolean {
  return itemsOf !== undefined && size > LIMITS.payloadBytes;
}

/** The payload itself, where it is no such list. `numbers`: of the items' entries, where they are known. */
export function listed(
  payload: StoredPayload,
  entries: ReadonlyMap<number, NodeEntry>,
  numbers = (owner: number): readonly number[] => itemNumbers(entries, owner),
): StoredPayload | ListedPayload {
  const { itemsOf } = payload;
  if (itemsOf === undefined) return payload;
  // Of a list that was longer before, what is beyond its end is none of its items.
  const items = numbers(itemsOf).slice(0, entries.get(itemsOf)?.list?.count);
  return { ...payload, parts: items.map((number) => entries.get(number)?.result) };
}

export function isListed(payload: StoredPayload): payload is ListedPayload {
  return "parts" in payload;
}

/** `lookup`: gives the bytes of a part. */
export function composed({ parts, contentType }: ListedPayload, lookup: (part: StoredPayload) => Payload): Payload {
  const elements = parts.map((part) => (part === undefined ? "null" : element(lookup(part))));
  return { data: Buffer.from(`[${elements.join(",")}]`), contentType, metadata: {} };
}

/** JSON as it is; nothing as null; what is no JSON in the form that flow files have for raw bytes. */
function element({ data, contentType, metadata }: Payload): string {
  if (data.length === 0 && contentType === "") return "null";
  const text = contentType === JSON_TYPE ? jsonText(data) : undefined;
  if (text !== undefined) return text;
  const described = Object.keys(metadata).length > 0;
  const raw = {
    base64: Buffer.from(data).toString("base64"),
    content_type: contentType,
    ...(described && { metadata }),
  };
  return JSON.stringify({ "@payload": raw });
}

/** Undefined where it only claims to be JSON. */
function jsonText(data: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(data);
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
