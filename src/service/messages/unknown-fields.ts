/**
 * Refuses fields of a definition that this server does not know: they could not be honoured.
 */
import type { Message } from "@bufbuild/protobuf";
import { ServiceError } from "../service-error.js";

/** Throws UNKNOWN_FIELD where the message holds one; `path` is the message's, "" for the request itself. */
export function refuseUnknownFields(message: Message, path: string): void {
  const unknown = message.$unknown?.[0];
  if (unknown === undefined) return;
  const place = path === "" ? "the request" : path;
  throw new ServiceError(
    "UNKNOWN_FIELD",
    `${place} holds field number ${unknown.no}, which this server does not know: it is older than the caller`,
    { field: path, number: String(unknown.no) },
  );
}
