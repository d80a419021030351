// The current MongoDB by mongodb-memory-server-core's downloader, where its download site can be reached.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type MongodBinary, probeBinary } from "./mongod-binary.js";
import { MongodError } from "./mongod-error.js";

const DOWNLOAD_LIMIT_MS = 15 * 60_000;

// The downloader writes its progress to stdout, which is for data; so it runs in a process of its own.
const DOWNLOADER = `
const { MongoBinary } = require(process.argv[1]);
MongoBinary.getPath({ downloadDir: process.argv[2] }).then(
  (path) => process.send({ path }, () => process.exit(0)),
  (error) => process.send({ error: String(error.message) }, () => process.exit(1)),
);`;

/** Downloads a mongod into the cache. Throws MongodError with the reason when the download fails. */
export async function downloadedBinary(
  cacheDir: string,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<MongodBinary> {
  const downloader = downloaderPath();
  const downloadDir = join(cacheDir, "mongod-download");
  await mkdir(downloadDir, { recursive: true });
  const child = spawn(process.execPath, ["-e", DOWNLOADER, downloader, downloadDir], {
    stdio: ["ignore", "pipe", "ignore", "ipc"],
    env: { ...env, MONGOMS_SYSTEM_BINARY: "" },
    timeout: DOWNLOAD_LIMIT_MS,
  });
  if (child.stdout) createInterface({ input: child.stdout }).on("line", log);
  return probeBinary(await answerOf(child), "download");
}

function downloaderPath(): string {
  try {
    return createRequire(import.meta.url).resolve("mongodb-memory-server-core");
  } catch {
    throw new MongodError("the optional package mongodb-memory-server-core is not installed");
  }
}

async function answerOf(child: ChildProcess): Promise<string> {
  let answer: { path?: string; error?: string } = {};
  child.on("message", (message) => {
    answer = message as typeof answer; // the two shapes that DOWNLOADER sends
  });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null]; // as "close" is documented
  if (answer.path !== undefined) return answer.path;
  throw new MongodError(firstLine(answer.error) ?? `the downloader ended with ${signal ?? `code ${code}`}`);
}

function firstLine(text: string | undefined): string | undefined {
  return text?.split("\n")[0]?.trim();
}
