/**
 * The codec hook: every payload that leaves this process is encoded (encrypted, compressed), every one that comes in is
 * decoded, wherever it stands in a message; but for literal lists of items, which the engine reads.
 */
import { clone, type DescField, type DescMessage, type Message, type MessageShape } from "@bufbuild/protobuf";
import { ForEachSchema } from "#gen/lazyengine/v1/flow_spec_pb.js";
import { type Payload as PayloadMessage, PayloadSchema } from "#gen/lazyengine/v1/payload_pb.js";
import { Payload, payloadMessage } from "./payload.js";

/**
 * Both may be asynchronous. `decode` is given what `encode` gave, and also payloads that were stored without a codec: it
 * returns those unchanged, which it can tell by `metadata`. An encoded payload is opaque to the engine.
 */
export interface PayloadCodec {
  encode(payload: Payload): Payload | Promise<Payload>;
  decode(payload: Payload): Payload | Promise<Payload>;
}

/** A copy of the message with every payload encoded: the message itself may be sent again and stays as it is. */
export async function encodePayloads<Desc extends DescMessage>(
  desc: Desc,
  message: MessageShape<Desc>,
  codec: PayloadCodec,
): Promise<MessageShape<Desc>> {
  if (!holdsPayloads(desc)) {
    return message;
  }
  const copy = clone(desc, message);
  await replaceAll(desc, copy, (payload) => codec.encode(payload));
  return copy;
}

/** Decodes every payload of a received message in place. */
export async function decodePayloads(desc: DescMessage, message: Message, codec: PayloadCodec): Promise<void> {
  await replaceAll(desc, message, (payload) => codec.decode(payload));
}

async function replaceAll(
  desc: DescMessage,
  message: Message,
  replace: (payload: Payload) => Payload | Promise<Payload>,
): Promise<void> {
  const found: PayloadMessage[] = [];
  collect(desc, message, found);
  await Promise.all(
    found.map(async (slot) => {
      const replaced = await replace(new Payload(slot.data, slot.contentType, slot.metadata));
      const { data, contentType, metadata } = payloadMessage(replaced);
      Object.assign(slot, { data, contentType, metadata });
    }),
  );
}

const holders = new Map<string, boolean>();

/** Whether messages of this kind can have a payload anywhere in them. */
function holdsPayloads(desc: DescMessage): boolean {
  const known = holders.get(desc.typeName);
  if (known !== undefined) {
    return known;
  }
  if (desc.typeName === PayloadSchema.typeName) {
    return true;
  }
  // A message that contains itself is looked at once; the answer of the others stands.
  holders.set(desc.typeName, false);
  const holds = desc.fields.some((field) => field.message !== undefined && holdsPayloads(field.message));
  if (holds) {
    holders.set(desc.typeName, true);
  } else {
    holders.delete(desc.typeName);
  }
  return holds;
}

function collect(desc: DescMessage, message: Message, found: PayloadMessage[]): void {
  // The engine itself reads the list of items.
  if (desc.typeName === ForEachSchema.typeName) {
    return;
  }
  for (const field of desc.fields) {
    if (field.message === undefined || !holdsPayloads(field.message)) {
      continue;
    }
    for (const value of valuesOf(field, message)) {
      if (value.$typeName === PayloadSchema.typeName) {
        // The type's name says which message it is.
        found.push(value as PayloadMessage);
      } else {
        collect(field.message, value, found);
      }
    }
  }
}

function valuesOf(field: DescField, message: Message): readonly Message[] {
  // Generated messages have one property per field or oneof, named as the descriptor says.
  const properties = message as unknown as Readonly<Record<string, unknown>>;
  if (field.oneof !== undefined) {
    const chosen = properties[field.oneof.localName] as { readonly case?: string; readonly value?: Message };
    return chosen.case === field.localName && chosen.value !== undefined ? [chosen.value] : [];
  }
  const value = properties[field.localName];
  switch (field.fieldKind) {
    case "list":
      return value as readonly Message[];
    case "map":
      return Object.values(value as Readonly<Record<string, Message>>);
    default:
      return value === undefined ? [] : [value as Message];
  }
}
