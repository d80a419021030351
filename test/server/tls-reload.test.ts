/**
 * A server by TLS: certificates that change while it serves hold for the connections made from then on, and it stops.
 */
import { once } from "node:events";
import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { get as httpsGet } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { credentials, status } from "@grpc/grpc-js";
import { expect, it, onTestFinished } from "vitest";
import { LazyEngine } from "#gen/lazyengine/v1/index.js";
import { type Certificates, makeCertificates } from "./certificates.js";
import { fakeEngine } from "./fake-engine.js";
import { type RawClient, refusalOf } from "./raw-client.js";
import { startServer, type TestServer } from "./running-server.js";

const { getServerInfo } = LazyEngine.method;

/** Where a server finds its files, and what puts others in their place. */
function place(first: Certificates) {
  const folder = mkdtempSync(join(tmpdir(), "lazyengine-tls-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [tlsCert, tlsKey, tlsClientCa] = ["tls.pem", "tls.key", "ca.pem"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const put = (from: string, to: string) => {
    copyFileSync(from, `${to}.next`);
    renameSync(`${to}.next`, to);
  };
  const putAll = (certificates: Certificates) => {
    const own = certificates.issue("server");
    put(own.key, tlsKey);
    put(own.cert, tlsCert);
    put(certificates.authority, tlsClientCa);
  };
  putAll(first);
  return { tlsCert, tlsKey, tlsClientCa, putAll };
}

/** Certificates of clients where the server asks for them. */
function channel(trusted: readonly Certificates[], own?: Certificates) {
  const ca = Buffer.concat(trusted.map(({ authority, read }) => read(authority)));
  if (own === undefined) return credentials.createSsl(ca);
  const { cert, key } = own.issue("client");
  return credentials.createSsl(ca, own.read(key), own.read(cert));
}

const reloaded = (server: TestServer) => server.logged(({ msg }) => msg === "read the certificates again");
const info = (client: RawClient) => client.unary(getServerInfo, {});

it("stops in time though somebody has connected to the side port and says nothing", async () => {
  const { tlsCert, tlsKey } = place(makeCertificates());
  const server = await startServer(fakeEngine(), { tlsCert, tlsKey });
  const silent = connect(server.httpPort, "127.0.0.1");
  await once(silent, "connect");
  const closed = once(silent, "close");
  await server.stop();
  await closed;
});

it("serves by the new certificate without a restart, to connections made from then on", async () => {
  const [before, after] = [makeCertificates(), makeCertificates()];
  const { tlsCert, tlsKey, putAll } = place(before);
  const server = await startServer(fakeEngine(), { tlsCert, tlsKey }, channel([before]));
  await info(server.client);
  expect((await refusalOf(info(server.connect(channel([after]))))).code).toBe(status.UNAVAILABLE);
  putAll(after);
  await reloaded(server);
  await info(server.connect(channel([after])));
  expect((await refusalOf(info(server.connect(channel([before]))))).code).toBe(status.UNAVAILABLE);
  // The connection from before goes on.
  await info(server.client);
  expect(await authorityOfHttps(server.httpPort, after)).toBe(true);
});

it("asks clients for certificates of the new authority", async () => {
  const [before, after] = [makeCertificates(), makeCertificates()];
  const files = place(before);
  const { tlsCert, tlsKey, tlsClientCa } = files;
  const server = await startServer(fakeEngine(), { tlsCert, tlsKey, tlsClientCa }, channel([before], before));
  await info(server.client);
  expect((await refusalOf(info(server.connect(channel([before], after))))).code).toBe(status.UNAVAILABLE);
  files.putAll(after);
  await server.logged(({ msg, paths }) => msg === "read the certificates again" && Array.isArray(paths));
  await info(server.connect(channel([after], after)));
  for (const refused of [channel([after], before), channel([after])]) {
    expect((await refusalOf(info(server.connect(refused)))).code).toBe(status.UNAVAILABLE);
  }
});

it("loses no call and no connection while certificates change under load", async () => {
  const [before, after] = [makeCertificates(), makeCertificates()];
  const { tlsCert, tlsKey, putAll } = place(before);
  const both = channel([before, after]);
  const server = await startServer(fakeEngine(), { tlsCert, tlsKey }, both);
  let done = false;
  let calls = 0;
  const load = async (client: () => RawClient, leave: boolean) => {
    while (!done) {
      const one = client();
      await info(one);
      if (leave) one.close();
      calls += 1;
    }
  };
  const loads = [load(() => server.client, false), load(() => server.connect(both), true)];
  for (const next of [after, before, after]) {
    const seen = server.log.length;
    putAll(next);
    await server.logged((line) => server.log.indexOf(line) >= seen && line["msg"] === "read the certificates again");
  }
  done = true;
  await Promise.all(loads);
  expect(calls).toBeGreaterThan(10);
});

it("goes on with the certificate of before where the new files are wrong or do not belong together", async () => {
  const certificates = makeCertificates();
  const { tlsCert, tlsKey } = place(certificates);
  const server = await startServer(fakeEngine(), { tlsCert, tlsKey }, channel([certificates]));
  writeFileSync(tlsCert, "nothing");
  const line = await server.logged(({ msg }) => String(msg).startsWith("the certificates cannot be read"));
  expect(JSON.stringify(line)).toContain(`--tls-cert: ${tlsCert} holds nothing in PEM form`);
  copyFileSync(certificates.issue("another").cert, tlsCert);
  await server.logged(({ err }) => JSON.stringify(err ?? "").includes("is not the key of the certificate"));
  await info(server.connect());
});

/** Whether the side port shows a certificate of this authority. */
function authorityOfHttps(port: number, certificates: Certificates): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const ca = certificates.read(certificates.authority);
    const request = httpsGet({ host: "127.0.0.1", port, path: "/healthz", ca, agent: false }, (response) => {
      // By https a socket of TLS.
      const { authorized } = response.socket as TLSSocket;
      response.resume();
      resolve(authorized);
    });
    request.on("error", reject);
  });
}
