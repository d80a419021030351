/**
 * Concurrency keys as messages.
 */
import { create } from "@bufbuild/protobuf";
import { ConcurrencyKeySchema, type ConcurrencyKey as KeyMessage } from "#gen/lazyengine/v1/index.js";
import type { ConcurrencyKey } from "../../engine/key-requests.js";
import { optionalTimestamp } from "./times.js";

export function keyMessage({ ready, readySince, updateTime, ...rest }: ConcurrencyKey): KeyMessage {
  return create(ConcurrencyKeySchema, {
    ...rest,
    ready: BigInt(ready),
    readySinceTime: optionalTimestamp(readySince),
    updateTime: optionalTimestamp(updateTime),
  });
}
