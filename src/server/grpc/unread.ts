/**
 * Requests of the services that take no token: read where they can be refused, and one at a time. grpc-js would read all that a
 * piece of a stream brings at once.
 */
import type { ServiceDefinition } from "@grpc/grpc-js";
import { unreadable } from "../request-errors.js";
import { unpacked } from "./packed.js";

/** They ask for a name. */
export const UNREAD_BYTES = 4096;

/** A request as it came. */
export class Unread {
  readonly #bytes: Buffer;
  readonly #decode: (bytes: Buffer) => unknown;

  constructor(bytes: Buffer, decode: (bytes: Buffer) => unknown) {
    this.#bytes = bytes;
    this.#decode = decode;
  }

  /** Throws LIMIT_EXCEEDED and INVALID_FIELD. */
  read(): unknown {
    const bytes = unpacked(this.#bytes, UNREAD_BYTES);
    try {
      return this.#decode(bytes);
    } catch {
      throw unreadable();
    }
  }
}

/** The service, with requests that the gate reads. */
export function leftUnread(service: ServiceDefinition): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(service).map(([name, method]) => {
      const { requestDeserialize } = method;
      return [name, { ...method, requestDeserialize: (bytes: Buffer) => new Unread(bytes, requestDeserialize) }];
    }),
  );
}
