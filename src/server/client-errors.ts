/**
 * Answers what comes to the HTTP port and is no request with a text, where Node.js would send the status alone, and closes.
 */
import { maxHeaderSize, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** By the code of the error: status and text. */
const ANSWERS: Readonly<Record<string, readonly [status: number, text: string]>> = {
  HPE_HEADER_OVERFLOW: [431, `the headers of a request may have at most ${maxHeaderSize} bytes together`],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, "the extensions of a chunk are too long"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "the request did not come in time"],
};

/** The last answer of each connection. */
export type LastAnswers = WeakMap<Duplex, ServerResponse>;

export function answerClientErrors(server: Server, answers: LastAnswers): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const text = textOf(error);
    const answer = answers.get(socket);
    // In the midst of an answer another one would be taken for its end.
    const free = answer === undefined || answer.writableFinished || !answer.headersSent;
    if (text === undefined || !free || !socket.writable) socket.destroy(error);
    else socket.end(text, () => socket.destroy(error));
  });
}

/** Undefined = there is nobody who would read it: the connection is broken, or its handshake failed. */
function textOf({ code = "", message }: NodeJS.ErrnoException): string | undefined {
  const [status, text] = ANSWERS[code] ?? [400, `this is no request by HTTP: ${message}`];
  if (ANSWERS[code] === undefined && !code.startsWith("HPE_")) return undefined;
  const body = `${text}\n`;
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "connection: close",
    "content-type: text/plain",
    "cache-control: no-store",
    `content-length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}
