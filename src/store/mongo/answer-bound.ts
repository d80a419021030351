/**
 * A bound on how long calls of the driver are waited for. The driver has bounds of its own, but not while a command is
 * being written: where its connection ends meanwhile, it waits for a "drain" of the socket for ever (mongodb 7.9.0,
 * `Connection.writeCommand`: a destroyed socket emits "close", and no "error" where the driver itself has destroyed it). The call
 * then never settles, and its connection counts as in use as long as the client lives.
 */
import { StoreUnavailable } from "../store-errors.js";

/** More than the driver needs with its own bounds: to find a server (5 s), to connect (5 s), to be answered (30 s). */
export const ANSWER_WITHIN_MS = 60_000;

/** As long as a timer can wait: for what may take days, such as a migration. */
export const WHATEVER_IT_TAKES_MS = 2_147_483_647;

/** The same as the call, or StoreUnavailable once it has not settled for so long; it may still come about then. */
export async function answered<Result>(call: Promise<Result>, withinMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new StoreUnavailable(`the database does not answer within ${withinMs} ms`)),
      withinMs,
    );
  });
  try {
    return await Promise.race([call, overdue]);
  } finally {
    clearTimeout(timer);
  }
}
