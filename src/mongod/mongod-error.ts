// The one error of the embedded mongod: its message tells a person what was tried and what to do.

/** No mongod could be found, started or attached to. The message may be shown as it stands; it names paths of this machine. */
export class MongodError extends Error {
  override readonly name = "MongodError";
}
