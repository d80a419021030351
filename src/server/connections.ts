/**
 * The connections of a port: counted, limited by address, and cut.
 */
import type { Socket } from "node:net";

/** One that has not sent so many bytes has not begun: the preface of HTTP/2 has as many, the hello of TLS has more. */
const BEGUN_BYTES = 24;

export class Connections {
  readonly #perAddress: number;
  readonly #silenceMs: number;
  readonly #sockets = new Set<Socket>();
  readonly #addresses = new Counts();

  /** `silenceMs`: who has not begun by then is cut off, and takes the place of nobody. */
  constructor(perAddress: number, silenceMs = 10_000) {
    this.#perAddress = perAddress;
    this.#silenceMs = silenceMs;
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** False = it was closed: its address has as many as it may. */
  take(socket: Socket): boolean {
    const address = socket.remoteAddress ?? "";
    if (this.#addresses.of(address) >= this.#perAddress) {
      socket.destroy();
      return false;
    }
    this.#addresses.add(address, 1);
    this.#sockets.add(socket);
    const silence = setTimeout(() => {
      if (socket.bytesRead < BEGUN_BYTES) socket.destroy();
    }, this.#silenceMs).unref();
    socket.once("close", () => {
      clearTimeout(silence);
      this.#sockets.delete(socket);
      this.#addresses.add(address, -1);
    });
    return true;
  }

  /** Cuts the connection of the other end with this address and port. */
  cut(peer: string): void {
    for (const socket of this.#sockets) {
      if (`${socket.remoteAddress}:${socket.remotePort}` === peer) socket.destroy();
    }
  }

  cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
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
