/**
 * The check of a request that came by the Connect protocol, on its bytes as they came: the protocol's library unpacks and
 * decodes a request in one.
 */
import type { IncomingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { DescMessage } from "@bufbuild/protobuf";
import { compressedFlag } from "@connectrpc/connect/protocol";
import { parseContentType } from "@connectrpc/connect/protocol-connect";
import { compressionGzip } from "@connectrpc/connect-node";
import { LIMITS } from "../../core/limits.js";
import { type CheckRequest, checkBinary, checkJson } from "../intake/request-bounds.js";
import { notUnpacked } from "../request-errors.js";

export interface BodyCheck {
  /** Bytes of a body. */
  readonly most: number;
  /** Rejects with what a whole body is refused with. */
  check(body: Buffer): Promise<void>;
}

/** Before each message of a stream: whether it is packed, and its length. */
const ENVELOPE_BYTES = 5;

const unpack = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip);

/** Of requests of a type, by the headers that they come with. */
export function bodyChecks(input: DescMessage): (headers: IncomingHttpHeaders) => BodyCheck {
  const byForm = { binary: checkBinary(input), json: checkJson(input) };
  return (headers) => {
    const type = parseContentType(headers["content-type"] ?? null);
    const checked = type?.binary === true ? byForm.binary : byForm.json;
    const isPacked = (header: string) => headers[header] === compressionGzip.name;
    if (type?.stream === true) {
      const check = (body: Buffer) => checkEnvelopes(body, checked, isPacked("connect-content-encoding"));
      return { most: ENVELOPE_BYTES + LIMITS.messageBytes, check };
    }
    const check = async (body: Buffer) => checked(isPacked("content-encoding") ? await unpacked(body) : body);
    return { most: LIMITS.messageBytes, check };
  };
}

/** Of a stream all that are whole: the library reads no others. */
async function checkEnvelopes(body: Buffer, checked: CheckRequest, mayBePacked: boolean): Promise<void> {
  for (let at = 0; at + ENVELOPE_BYTES <= body.length; ) {
    const from = at + ENVELOPE_BYTES;
    const end = from + body.readUInt32BE(at + 1);
    if (end > body.length) return;
    const message = body.subarray(from, end);
    const isPacked = mayBePacked && (body.readUInt8(at) & compressedFlag) !== 0;
    checked(isPacked ? await unpacked(message) : message);
    at = end;
  }
}

async function unpacked(bytes: Buffer): Promise<Buffer> {
  // As the library has it.
  if (bytes.length === 0) return bytes;
  try {
    return await unpack(bytes, { maxOutputLength: LIMITS.messageBytes });
  } catch (error) {
    throw notUnpacked(error, LIMITS.messageBytes);
  }
}
