// What a test run needs at most once: a mongod and the compiled package. Each is made when the first test file asks for
// it (once-per-run.ts), so a run of pure tests pays for neither; the answer comes over a loopback HTTP server, since test
// files run in processes of their own.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { type RunningMongod, startThrowawayMongod } from "../../src/mongod/index.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Base URL of the once-per-run server. */
    oncePerRun: string;
  }
}

let mongod: Promise<RunningMongod> | undefined;
let dist: Promise<string> | undefined;

const makers: Record<string, () => Promise<string>> = {
  // LAZYENGINE_TEST_MONGODB names a replica set of one's own instead; its databases are left in place.
  "/mongodb-uri": async () => {
    const given = process.env["LAZYENGINE_TEST_MONGODB"];
    if (given) return given;
    mongod ??= startThrowawayMongod();
    return (await mongod).uri;
  },
  "/dist": () => {
    dist ??= build();
    return dist;
  },
};

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = createServer((request, response) => answer(request.url ?? "", response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the once-per-run server has no port");
  project.provide("oncePerRun", `http://127.0.0.1:${address.port}`);
  return async () => {
    server.close();
    server.closeAllConnections();
    await mongod?.then(
      (running) => running.stop(),
      () => undefined, // it never started, and the test files that asked have failed with the reason
    );
  };
}

async function answer(path: string, response: ServerResponse): Promise<void> {
  try {
    const made = await makers[path]?.();
    response.statusCode = made === undefined ? 404 : 200;
    response.end(made);
  } catch (error) {
    response.statusCode = 500;
    response.end(error instanceof Error ? error.message : String(error));
  }
}

/** Type errors do not stop the compiler from emitting, nor a test that can run; `make check` is what refuses them. */
async function build(): Promise<string> {
  await promisify(execFile)(process.execPath, ["scripts/build.mjs"]).catch((error: { stdout: string }) => {
    process.stderr.write(`the package is compiled in spite of these errors:\n${error.stdout}\n`);
  });
  return new URL("../../dist/", import.meta.url).href;
}
