/**
 * The connections of a port: counted, limited, and cut. Where there are as many as may be, one on which nobody has shown who
 * he is gives way to the next: strangers are not to shut out those who are known.
 */
import type { Socket } from "node:net";

/** For a connection to begin: the handshake of TLS, and the headers of the first request by HTTP, have as long each. */
export const BEGIN_MS = 10_000;
/** One that has not sent so many bytes has not begun: the preface of HTTP/2 has as many, the hello of TLS has more. */
const BEGUN_BYTES = 24;
/** A caller is known on its connection for so long after its last call. */
const KNOWN_MS = 60_000;

export interface ConnectionLimits {
  readonly most: number;
  /** From one address. */
  readonly perAddress: number;
  /** So many more without a call, so that it can be asked how a server is of which others hold all connections. */
  readonly spare?: number;
  /** Who has sent nothing by then is cut off, and takes the place of nobody. */
  readonly silenceMs?: number;
  readonly knownMs?: number;
}

interface Connection {
  readonly socket: Socket;
  readonly address: string;
  readonly peer: string;
  /** Open ones, of callers that are known. */
  calls: number;
  /** When the last one ended; milliseconds by performance.now(). */
  lastAt: number;
}

/** Told of the calls of callers that are known, by address and port of the other end. */
export interface CallsOfConnections {
  callBegan(peer: string): void;
  callEnded(peer: string): void;
}

/** Of services that are open to all. */
export const NO_CALLERS: CallsOfConnections = { callBegan: () => undefined, callEnded: () => undefined };

export class Connections implements CallsOfConnections {
  readonly #limits: Required<ConnectionLimits>;
  readonly #all = new Map<string, Connection>();
  /** On which no caller has been known, the oldest first. */
  readonly #strangers = new Set<Connection>();
  /** On which callers had calls and have none, the one first whose last call is the longest ago. */
  readonly #resting = new Set<Connection>();
  readonly #addresses = new Counts();

  constructor(limits: ConnectionLimits) {
    this.#limits = { spare: 0, silenceMs: BEGIN_MS, knownMs: KNOWN_MS, ...limits };
  }

  get size(): number {
    return this.#all.size;
  }

  /** False = it was closed: there are as many as may be, in all or from its address. */
  take(socket: Socket): boolean {
    const { remoteAddress: address, remotePort } = socket;
    if (address === undefined || this.#addresses.of(address) >= this.#limits.perAddress || !this.#makeRoom()) {
      socket.destroy();
      return false;
    }
    const connection = { socket, address, peer: `${address}:${remotePort}`, calls: 0, lastAt: 0 };
    this.#addresses.add(address, 1);
    this.#all.set(connection.peer, connection);
    this.#strangers.add(connection);
    const silence = setTimeout(() => {
      if (socket.bytesRead < BEGUN_BYTES) this.#end(connection);
    }, this.#limits.silenceMs).unref();
    socket.once("close", () => {
      clearTimeout(silence);
      this.#forget(connection);
    });
    return true;
  }

  callBegan(peer: string): void {
    const connection = this.#all.get(peer);
    if (connection === undefined) return;
    connection.calls += 1;
    this.#resting.delete(connection);
    if (!this.#strangers.delete(connection)) return;
    // It may have come beyond the limit, to ask no more than how the server is.
    const known = this.size - this.#strangers.size;
    if (known > this.#limits.most && !this.#endResting()) this.#end(connection);
  }

  callEnded(peer: string): void {
    const connection = this.#all.get(peer);
    if (connection === undefined || connection.calls === 0) return;
    connection.calls -= 1;
    if (connection.calls > 0) return;
    connection.lastAt = performance.now();
    this.#resting.add(connection);
  }

  /** Cuts the connection of the other end with this address and port. */
  cut(peer: string): void {
    this.#all.get(peer)?.socket.destroy();
  }

  cutAll(): void {
    for (const { socket } of this.#all.values()) socket.destroy();
  }

  /** False = all are in use by callers that are known. */
  #makeRoom(): boolean {
    if (this.size < this.#limits.most + this.#limits.spare) return true;
    const [stranger] = this.#strangers;
    if (stranger === undefined) return this.#endResting();
    this.#end(stranger);
    return true;
  }

  /** False = the callers of all are still known. */
  #endResting(): boolean {
    const [resting] = this.#resting;
    if (resting === undefined || performance.now() - resting.lastAt < this.#limits.knownMs) return false;
    this.#end(resting);
    return true;
  }

  #end(connection: Connection): void {
    this.#forget(connection);
    connection.socket.destroy();
  }

  /** Before its socket has told its end there is room for another. */
  #forget(connection: Connection): void {
    const { peer, address } = connection;
    if (this.#all.get(peer) !== connection) return;
    this.#all.delete(peer);
    this.#strangers.delete(connection);
    this.#resting.delete(connection);
    this.#addresses.add(address, -1);
  }
}

/** How many there are of each; what there is none of is not kept. */
class Counts {
  readonly #counts = new Map<string, number>();

  of(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  add(name: string, more: number): void {
    const count = this.of(name) + more;
    if (count > 0) this.#counts.set(name, count);
    else this.#counts.delete(name);
  }
}
