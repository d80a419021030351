// What the transport found, as grpc-js and Node say it, against what the command tells of it.
import { expect, test } from "vitest";
import { transportText } from "../../src/cli/transport-text.js";

const ADDRESS = "127.0.0.1:50051";

// The server's answer to a client's certificate races with what the client writes.
test.each([
  "Failed to connect before the deadline",
  "read ECONNRESET (2026-11-30T09:48:48.897Z)",
  "write EPIPE (2026-11-30T09:48:48.897Z)",
  "Client network socket disconnected before secure TLS connection was established",
])("a server that closes the connection is told with what may be the matter: %s", (found) => {
  expect(transportText(`no answer from ${ADDRESS} by TLS with a client certificate: ${found}`)).toEqual({
    text: "the server closes the connection",
    hint: expect.stringMatching(/^does it accept the certificate\?/),
  });
  expect(transportText(`no answer from ${ADDRESS} by TLS: ${found}`).hint).toMatch(/^does it ask for a certificate\?/);
  expect(transportText(`no answer from ${ADDRESS}: ${found}`).hint).toMatch(/^does it serve by TLS\?/);
});

test("a server that is not there is told as it was found", () => {
  const message = `no answer from ${ADDRESS}: connect ECONNREFUSED ${ADDRESS}`;
  expect(transportText(message)).toEqual({ text: message, hint: "is the server up, and --address right?" });
});
