// What `make` says on a machine that lacks something: one line per thing, each with its command.
import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

/** The only folder on the PATH: a machine that has what is put there, and nothing else. */
let bin: string;

beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), "lazyengine-bin-"));
  for (const tool of ["dirname", "id", "uname", "bash"]) await symlink(which(tool), join(bin, tool));
});

afterEach(() => rm(bin, { recursive: true }));

function which(tool: string): string {
  return spawnSync("/bin/sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).stdout.trim();
}

async function standIn(name: string, script: string): Promise<void> {
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, name), 0o755);
}

function prerequisites(): { status: number | null; lines: string[] } {
  const env = { PATH: bin, LAZYENGINE_MONGOD: "/somewhere/mongod" };
  const { status, stderr } = spawnSync(which("bash"), ["scripts/prerequisites.sh"], { env, encoding: "utf8" });
  return { status, lines: stderr.split("\n").filter((line) => line !== "") };
}

test("names everything that a bare machine lacks, one line and one command each", async () => {
  await standIn("apt-get", "exit 1");
  const { status, lines } = prerequisites();
  expect(status).toBe(1);
  expect(lines.map((line) => line.replace("sudo ", ""))).toEqual([
    expect.stringMatching(/^missing: Node\.js 20\.19 or newer \(found: none\) -- install it with: nvm install 22/),
    "missing: git -- install it with: apt-get install -y git",
    "missing: Python 3.11 or newer -- install it with: apt-get install -y python3",
    "missing: openssl -- install it with: apt-get install -y openssl",
  ]);
});

test("refuses a Node.js and a Python that are too old", async () => {
  await standIn("node", '[ "$1" = --version ] && echo v18.19.0 && exit 0; exit 1');
  for (const tool of ["git", "openssl"]) await standIn(tool, "exit 0");
  await standIn("python3", "exit 1");
  const { status, lines } = prerequisites();
  expect(status).toBe(1);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain("(found: v18.19.0)");
});

test("asks for venv where a Python comes without it", async () => {
  await standIn("apt-get", "exit 1");
  for (const tool of ["node", "npm", "git", "openssl"]) await standIn(tool, "exit 0");
  await standIn("python3", 'case "$2" in *venv*) exit 1 ;; esac');
  const { status, lines } = prerequisites();
  expect(status).toBe(1);
  expect(lines.map((line) => line.replace("sudo ", ""))).toEqual([
    "missing: Python's venv -- install it with: apt-get install -y python3-venv",
  ]);
});

test("says nothing where nothing is missing", async () => {
  for (const tool of ["node", "npm", "git", "python3", "openssl"]) await standIn(tool, "exit 0");
  expect(prerequisites()).toEqual({ status: 0, lines: [] });
});
