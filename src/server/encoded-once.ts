/**
 * The bytes of messages that go to many callers, made once for each message.
 */
import type { Message } from "@bufbuild/protobuf";

export type Encode = (message: Message) => Buffer;

export function encodedOnce(encode: Encode): Encode {
  const made = new WeakMap<Message, Buffer>();
  return (message) => {
    const known = made.get(message);
    if (known !== undefined) return known;
    const bytes = encode(message);
    made.set(message, bytes);
    return bytes;
  };
}
