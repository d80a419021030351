/**
 * Messages into bytes. What has no form in a message is refused by the field that it stands in, and nothing is sent: numbers
 * that are not whole or too large, and texts that are not Unicode, of which the encoder would make other texts, unseen.
 */
import { type DescField, type DescMessage, type Message, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { checkScalar, checkText } from "./scalar-value.js";

/** What stands in UTF-8 for a half of a surrogate pair; it may also have been meant. */
const REPLACED = Buffer.from("\ufffd");

/** Throws LazyEngineError with reason INVALID_FIELD. */
export function encodeMessage<Desc extends DescMessage>(
  desc: Desc,
  message: MessageShape<Desc>,
): Uint8Array<ArrayBuffer> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = toBinary(desc, message);
  } catch (error) {
    refuseFaults(desc, message, "");
    throw error;
  }
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(REPLACED)) refuseFaults(desc, message, "");
  return bytes;
}

/** Throws for the first value that has no form in its field. */
function refuseFaults(desc: DescMessage, message: Message, path: string): void {
  // Generated messages have one property per field or oneof, named as the descriptor says.
  const properties = message as unknown as Readonly<Record<string, unknown>>;
  for (const field of desc.fields) {
    const value = valueIn(field, properties);
    if (value === undefined) continue;
    const place = path === "" ? field.name : `${path}.${field.name}`;
    if (field.fieldKind === "list") {
      for (const [index, item] of (value as readonly unknown[]).entries())
        refuseFault(field, item, `${place}[${index}]`);
    } else if (field.fieldKind === "map") {
      for (const [key, item] of Object.entries(value as object)) {
        checkText(key, place);
        refuseFault(field, item, `${place}[${JSON.stringify(key)}]`);
      }
    } else refuseFault(field, value, place);
  }
}

/** The value of a message's field, given the properties that it has; undefined where it is not set. */
export function valueIn(field: DescField, properties: Readonly<Record<string, unknown>>): unknown {
  if (field.oneof === undefined) return properties[field.localName];
  const chosen = properties[field.oneof.localName] as { readonly case?: string; readonly value?: unknown };
  return chosen.case === field.localName ? chosen.value : undefined;
}

function refuseFault(field: DescField, value: unknown, path: string): void {
  if (field.message !== undefined) refuseFaults(field.message, value as Message, path);
  else if (field.scalar !== undefined) checkScalar(value, field.scalar, path);
}
