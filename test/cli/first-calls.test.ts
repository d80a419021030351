// What `dev` says to try first: with the flags that its server asks for.
import { expect, test } from "vitest";
import { firstCalls } from "../../src/cli/first-calls.js";
import { serverConfig } from "../../src/server/config.js";
import { makeCertificates } from "../server/certificates.js";

const ADDRESS = "127.0.0.1:50051";

/** The flags behind the address, of both commands. */
function flagsOf(given: Parameters<typeof serverConfig>[0]): readonly (string | undefined)[] {
  const text = firstCalls(ADDRESS, serverConfig(given));
  return [/worker --address \S+(.*) --queue/, /run - --address \S+(.*) --watch/].map((found) => found.exec(text)?.[1]);
}

test("names nothing more for a server that asks for nothing", () => {
  expect(flagsOf({})).toEqual(["", ""]);
});

test("names what a server with TLS, certificates of clients and tokens asks for", () => {
  const certificates = makeCertificates();
  const { cert, key } = certificates.issue("server");
  const tls = { tlsCert: cert, tlsKey: key };
  const identity = " --tls-client-cert CLIENT.pem --tls-client-key CLIENT.key";
  const both = (flags: string) => [flags, flags];
  expect(flagsOf(tls)).toEqual(both(" --tls-ca AUTHORITY.pem"));
  expect(flagsOf({ ...tls, tlsClientCa: certificates.authority })).toEqual(both(` --tls-ca AUTHORITY.pem${identity}`));
  expect(flagsOf({ tokens: "t.yaml" })).toEqual(both(" --token TOKEN"));
  const jwt = { jwtKeys: "k.json", jwtIssuer: "i", jwtAudience: "a" };
  expect(flagsOf({ ...tls, ...jwt })).toEqual(both(" --tls-ca AUTHORITY.pem --token TOKEN"));
  // Of a certificate that nobody else signed it is known whom to trust.
  const own = { tlsCert: certificates.authority, tlsKey: key };
  expect(flagsOf(own)).toEqual(both(` --tls-ca ${certificates.authority}`));
});
