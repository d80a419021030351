// A server in a process of its own, which is killed with SIGKILL at chosen moments and started again at the same address.
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "../../src/client/index.js";
import { testDatabase } from "../mongod/database.js";
import { type Serving, serve } from "./serving.js";

export class MortalServer {
  readonly client: Client;
  readonly #serving: Serving;

  private constructor(serving: Serving) {
    this.#serving = serving;
    this.client = new Client({
      address: serving.address,
      deadlineMs: 120_000,
      retry: { initialMs: 50, maxMs: 500 },
    });
  }

  /** On a database of its own. Its client goes on asking while it is down. */
  static async start(): Promise<MortalServer> {
    const { uri, dbName } = testDatabase();
    return new MortalServer(await serve(uri, dbName));
  }

  /** Comes back once it serves again. */
  async kill(): Promise<void> {
    await this.#serving.kill();
    await this.#serving.restart();
  }

  /** Killed while the call is under way, so many milliseconds after it was sent: that moment is what is tested. */
  async killedDuring<Answer>(afterMs: number, call: (client: Client) => Promise<Answer>): Promise<Answer> {
    const answer = call(this.client);
    await delay(afterMs);
    await this.kill();
    return answer;
  }
}
