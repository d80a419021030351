/**
 * The body of a failure as state keeps it: JSON, with the bytes of details in base64.
 */
import type { Failure } from "../../core/state/failure.js";
import type { Payload, StoredPayload } from "../../core/state/payload.js";

const CONTENT_TYPE = "application/json";

/** `Buffer`: by mistake bodies were once written so where details came in a buffer. */
type WrittenBytes = { readonly base64: string } | { readonly type: "Buffer"; readonly data: readonly number[] };

interface WrittenFailure extends Omit<Failure, "details" | "causes"> {
  readonly details?: Omit<Payload, "data"> & { readonly data: WrittenBytes };
  readonly causes: readonly WrittenFailure[];
}

export function failureBody(failure: Failure): StoredPayload {
  const data = Buffer.from(JSON.stringify(written(failure)));
  return { contentType: CONTENT_TYPE, size: data.length, data };
}

export function failureOfBody({ data }: Payload): Failure {
  // Written by failureBody and nobody else.
  return read(JSON.parse(Buffer.from(data).toString()) as WrittenFailure);
}

/** By place, not by form: metadata has keys of the callers' own. */
function written({ details, causes, ...rest }: Failure): WrittenFailure {
  return {
    ...rest,
    ...(details !== undefined && {
      details: { ...details, data: { base64: Buffer.from(details.data).toString("base64") } },
    }),
    causes: causes.map(written),
  };
}

function read({ details, causes, ...rest }: WrittenFailure): Failure {
  return {
    ...rest,
    ...(details !== undefined && { details: { ...details, data: bytesOf(details.data) } }),
    causes: causes.map(read),
  };
}

function bytesOf(data: WrittenBytes): Buffer {
  return "base64" in data ? Buffer.from(data.base64, "base64") : Buffer.from(data.data);
}
