/**
 * Connections on which nothing comes: they are cut off, and those that have begun are not, by TLS or without.
 */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import { Connections } from "../../../src/server/connections.js";
import { makeCertificates } from "../certificates.js";

const REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

const answer: RequestListener = (_request, response) => void response.end("here");

async function listening(server: Server): Promise<number> {
  const connections = new Connections({ most: 10, perAddress: 10, silenceMs: 300 });
  server.on("connection", (socket) => void connections.take(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    connections.cutAll();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function ask(socket: Socket): Promise<string> {
  socket.write(REQUEST);
  const [data] = await once(socket, "data");
  return String(data);
}

it("are cut off where they have not begun", async () => {
  const port = await listening(createServer(answer));
  const begun = connect(port, "127.0.0.1");
  expect(await ask(begun)).toContain("here");
  // It came later: by its end the other one would have been cut off as well.
  const silent = connect(port, "127.0.0.1");
  await once(silent, "close");
  expect(await ask(begun)).toContain("here");
});

it("are told from those of TLS by what comes beneath it", async () => {
  const certificates = makeCertificates();
  const { cert, key } = certificates.issue("localhost");
  const identity = { cert: certificates.read(cert), key: certificates.read(key) };
  const port = await listening(createTlsServer(identity, answer));
  const begun = connectTls({ port, host: "127.0.0.1", rejectUnauthorized: false });
  await once(begun, "secureConnect");
  const silent = connect(port, "127.0.0.1");
  await once(silent, "close");
  expect(await ask(begun)).toContain("here");
});
