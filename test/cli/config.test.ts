// Profiles: which source goes first, what is shown and what never is, and how the file is changed.
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { commandLine } from "./command-line.js";

let home = "";
let path = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "lazyengine-profiles-"));
  path = join(home, "lazyengine", "config.yaml");
  onTestFinished(() => rmSync(home, { recursive: true }));
});

function cli(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return commandLine(args, { XDG_CONFIG_HOME: home, ...environment });
}

async function setUp(): Promise<void> {
  await cli(["config", "set", "address", "127.0.0.1:1"]);
  await cli(["config", "set", "namespace", "of-all"]);
  await cli(["config", "set", "--profile", "prod", "namespace", "of-prod"]);
  await cli(["config", "set", "--profile", "test", "namespace", "of-test"]);
}

async function originOf(key: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { stdout } = await cli(["config", "show", "--origin", "-o", "json", ...args], environment);
  return JSON.parse(stdout)[key];
}

test("a flag goes before a variable, that before the profile, that before the rest of the file, that before the default", async () => {
  expect(await originOf("namespace", [])).toEqual({ value: "default", origin: "default" });
  await setUp();
  expect(await originOf("namespace", [])).toEqual({ value: "of-all", origin: `${path}: namespace` });
  await cli(["config", "use", "prod"]);
  const ofProd = { value: "of-prod", origin: `${path}: profiles.prod: namespace` };
  expect(await originOf("namespace", [])).toEqual(ofProd);
  expect(await originOf("address", [])).toEqual({ value: "127.0.0.1:1", origin: `${path}: address` });
  const test = { LAZYENGINE_PROFILE: "test" };
  expect(await originOf("namespace", [], test)).toMatchObject({ value: "of-test" });
  expect(await originOf("namespace", ["--profile", "prod"], test)).toEqual(ofProd);
  const variable = { ...test, LAZYENGINE_NAMESPACE: "of-variable" };
  expect(await originOf("namespace", [], variable)).toEqual({ value: "of-variable", origin: "LAZYENGINE_NAMESPACE" });
  expect(await originOf("namespace", ["-n", "of-flag"], variable)).toEqual({ value: "of-flag", origin: "--namespace" });
});

test("profiles are listed with the one in use", async () => {
  await setUp();
  await cli(["config", "use", "test"]);
  expect((await cli(["config", "list"])).stdout.split("\n")).toEqual([
    "PROFILE  IN USE  ADDRESS  NAMESPACE",
    "prod                      of-prod",
    "test     yes              of-test",
  ]);
  expect((await cli(["config", "list", "-o", "name"])).stdout).toBe("prod\ntest");
});

test("a secret is never shown, in no form", async () => {
  await cli(["config", "set", "token", "a-secret-of-20-letters"]);
  expect(readFileSync(path, "utf8")).toContain("a-secret-of-20-letters");
  for (const form of ["table", "json", "jsonl", "yaml", "name"]) {
    const { stdout, stderr } = await cli(["config", "show", "--origin", "-o", form]);
    expect(stdout + stderr).not.toContain("a-secret");
  }
  expect((await cli(["config", "show"])).stdout).toMatch(/^token +\*\*\*$/m);
});

describe("the file", () => {
  test("is its owner's alone, and keeps what stands there beside, comments and links included", async () => {
    await cli(["config", "set", "namespace", "first"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const elsewhere = join(home, "kept-elsewhere.yaml");
    writeFileSync(elsewhere, "# mine\nnamespace: x # why\noutput: json\n");
    const linked = join(home, "link.yaml");
    symlinkSync(elsewhere, linked);
    const env = { LAZYENGINE_CONFIG: linked };
    expect(await cli(["config", "set", "namespace", "y"], env)).toMatchObject({ code: 0, stdout: "" });
    await cli(["config", "unset", "output"], env);
    await cli(["config", "set", "tls", "true"], env);
    expect(readFileSync(elsewhere, "utf8")).toBe("# mine\nnamespace: y # why\ntls: true\n");
  });

  test("that is named is made where it is missing", async () => {
    const named = join(home, "new", "mine.yaml");
    await cli(["config", "set", "--config", named, "--profile", "p", "timeout", "5s"]);
    expect(readFileSync(named, "utf8")).toBe("profiles:\n  p:\n    timeout: 5s\n");
  });
});

describe("bad use says what is wrong, what is allowed, and what was meant", () => {
  test.each([
    [
      ["config", "set", "token-fil", "x"],
      "there is no setting token-fil; it must be one of address, .*; did you mean token_file\\?",
    ],
    [["config", "set", "address", "nowhere"], 'address must be HOST:PORT, such as 127.0.0.1:50051, got "nowhere"'],
    [
      ["config", "use", "prd"],
      "config use prd: there is no such profile in .*: it must be one of prod, test; did you mean prod\\?",
    ],
    [["list", "--profile", "tst"], "--profile tst: there is no such profile in .*; did you mean test\\?"],
    [["list", "--config", "/no-such.yaml"], "--config: cannot read /no-such.yaml"],
    [["config", "lst"], "unknown command 'lst'[^]*Did you mean list\\?"],
    [["config", "show", "--orign"], "unknown option '--orign'[^]*Did you mean --origin\\?"],
  ])("%j", async (args, words) => {
    await setUp();
    const { code, stdout, stderr } = await cli(args);
    expect(stderr).toMatch(new RegExp(words));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("a key of a profile", async () => {
    await setUp();
    writeFileSync(path, "profiles:\n  prod: {adress: h:1}\n  half:\n");
    const { code, stderr } = await cli(["config", "show"]);
    expect(stderr).toBe(`error: ${path}: profiles.prod: there is no setting adress; did you mean address?`);
    expect(code).toBe(2);
  });
});
