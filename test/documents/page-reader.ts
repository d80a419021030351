/**
 * Somebody who reads a page and does as it says: starts its server, pastes its commands, saves its files, runs its programs.
 *
 * | block | what is done with it |
 * |---|---|
 * | `sh` | run, in one shell for the page |
 * | `sh` after `server` | its last command is run until the page is through; later blocks find it where the page says it is |
 * | `text` | must be what the block of `sh` before it has printed |
 * | `js`, `python` with comments that say what is printed | run as a program, which must print that |
 * | any after `file NAME` | saved under that name, where the shell is |
 * | any after the path of a file, or `graph` | shown only: scripts/fill-pages.mjs keeps it equal to the file |
 * | any after `not run: WHY` | not run |
 */
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, onTestFinished } from "vitest";
import { type DevServer, startDev } from "../package/dev-server.js";
import { emptyFolder, memoryServer, output, PYTHON, ROOT } from "../package/packages.js";
import type { DocumentRow } from "./documents.js";
import { type PageBlock, pageBlocks, printedBy } from "./page-blocks.js";
import { ShellSession } from "./shell-session.js";

/** What `make build` would do, the test run has done; other jobs are none for a page. */
const MAKE = '#!/bin/sh\n[ "$*" = build ] && exit 0\necho "no page runs make $*" >&2\nexit 64\n';

export class PageReader {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #shell: ShellSession;
  #server: DevServer | undefined;
  #printed: string | undefined;

  static async of({ reader }: DocumentRow): Promise<PageReader> {
    const folder = await emptyFolder();
    await mkdir(join(folder, "commands"));
    await writeFile(join(folder, "commands/make"), MAKE, { mode: 0o755 });
    const env = {
      ...process.env,
      PATH: `${folder}/commands:${process.env["PATH"]}`,
      TMPDIR: folder,
      // What a page installs for Maven stays in the checkout.
      MAVEN_OPTS: `-Dmaven.repo.local=${join(ROOT, ".cache/maven")}`,
    };
    if (reader === "checkout") return new PageReader(folder, ROOT, env);
    const server = await memoryServer();
    await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
    await symlink(ROOT, join(folder, "node_modules/lazyengine"));
    await symlink("../lazyengine/dist/bin/lazyengine.js", join(folder, "node_modules/.bin/lazyengine"));
    const installed = {
      ...{ PYTHONPATH: join(ROOT, "python/src"), LAZYENGINE_ADDRESS: server.address },
      // TaskFlow's libraries import Eventlet where it is installed, as it is with Mistral, and that warns of itself.
      PYTHONWARNINGS: "ignore:::oslo_utils.importutils",
    };
    return new PageReader(folder, folder, { ...env, ...installed }, server);
  }

  private constructor(folder: string, cwd: string, env: NodeJS.ProcessEnv, server?: DevServer) {
    this.#folder = folder;
    this.#env = env;
    this.#server = server;
    this.#shell = new ShellSession({ cwd, env, scratch: join(folder, "blocks") });
    onTestFinished(() => this.#shell.end());
  }

  /** Does what each block says, in their order. Rejects with the line of the first that is not so. */
  async follow(page: string): Promise<void> {
    for (const block of pageBlocks(join(ROOT, page))) {
      await this.#take(block).catch((error: Error) => {
        throw new Error(`${page}:${block.line}: ${error.message}`, { cause: error });
      });
    }
  }

  async #take(block: PageBlock): Promise<void> {
    const { language, text, marker = "" } = block;
    const [, file] = /^file (.+)$/.exec(marker) ?? [];
    if (/^(not run: .|examples\/|deploy\/)/.test(marker) || language === "mermaid") return;
    if (file !== undefined) await writeFile(join(await this.#shell.folder(), file), this.#here(text));
    else if (marker === "server") await this.#serve(text);
    else if (language === "sh") this.#printed = await this.#shell.run(this.#here(text));
    else if (language === "text") expect(stripVTControlCharacters(this.#printed ?? "")).toBe(this.#here(text));
    else if (printedBy(block).length > 0) await this.#runProgram(block);
    else throw new Error(`nothing says what this ${language} is for`);
  }

  async #runProgram(block: PageBlock): Promise<void> {
    const [command, name] = block.language === "js" ? [process.execPath, "program.mjs"] : [PYTHON, "program.py"];
    const program = join(this.#folder, name);
    await writeFile(program, this.#here(block.text));
    const { stdout, stderr } = await output(command, [program], { cwd: this.#folder, env: this.#env });
    expect(stdout.trim().split("\n")).toEqual(printedBy(block));
    expect(stderr).toBe("");
  }

  async #serve(text: string): Promise<void> {
    const commands = text.trim().split("\n");
    const server = (commands.pop() ?? "").replace(/ &$/, "").replace("--port 50051", "--port 0");
    if (commands.length > 0) await this.#shell.run(commands.join("\n"));
    const env = { ...this.#env, LAZYENGINE_PORT: "0", LAZYENGINE_HTTP_PORT: "0" };
    const running = await startDev("bash", ["-c", `exec ${server}`], { cwd: await this.#shell.folder(), env });
    onTestFinished(() => running.stop());
    this.#server = running;
    await this.#shell.run(`export LAZYENGINE_ADDRESS=${running.address}`);
  }

  /** With the addresses that the server has here for those that it has on the page. */
  #here(text: string): string {
    if (this.#server === undefined) return text;
    const { address, httpAddress } = this.#server;
    return text.replaceAll("127.0.0.1:50051", address).replaceAll("127.0.0.1:50052", httpAddress);
  }
}
