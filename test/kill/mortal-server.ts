// A server in a process of its own, which is killed with SIGKILL at chosen moments and started again at the same address.
import { setTimeout as delay } from "node:timers/promises";
import { Client } from "../../src/client/index.js";
import { type Started, start } from "../cli/lazyengine-process.js";
import { testDatabase } from "../mongod/database.js";

export class MortalServer {
  readonly client: Client;
  readonly #args: readonly string[];
  readonly #port: string;
  #process: Started;

  private constructor(args: readonly string[], address: string, process: Started) {
    this.#args = args;
    this.#port = address.split(":")[1] ?? "";
    this.#process = process;
    this.client = new Client({ address, deadlineMs: 120_000, retry: { initialMs: 50, maxMs: 500 } });
  }

  /** On a database of its own. Its client goes on asking while it is down. */
  static async start(): Promise<MortalServer> {
    const { uri, dbName } = testDatabase();
    const store = ["--mongodb", uri, "--database", dbName];
    const args = ["serve", ...store, "--http-port", "0", "--log-level", "warn", "--port"];
    const process = start([...args, "0"]);
    return new MortalServer(args, await addressOf(process), process);
  }

  /** Comes back once it serves again. */
  async kill(): Promise<void> {
    this.#process.signal("SIGKILL");
    await this.#process.ended;
    this.#process = start([...this.#args, this.#port]);
    await addressOf(this.#process);
  }

  /** Killed while the call is under way, so many milliseconds after it was sent: that moment is what is tested. */
  async killedDuring<Answer>(afterMs: number, call: (client: Client) => Promise<Answer>): Promise<Answer> {
    const answer = call(this.client);
    await delay(afterMs);
    await this.kill();
    return answer;
  }
}

async function addressOf(process: Started): Promise<string> {
  const [, address = ""] = await process.stdout(/^lazyengine ready grpc=(\S+)/);
  return address;
}
