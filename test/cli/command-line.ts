// The `lazyengine` command within this process: what it writes and how it ends, without the time that a process takes.
import { vi } from "vitest";
import { runCommandLine } from "../../src/cli/run-command-line.js";

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One at a time: what it writes is caught at this process's own streams. No LAZYENGINE_… variable but those given. */
export async function commandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  terminal?: { readonly columns: number },
): Promise<Said> {
  const before = { isTTY: process.stdout.isTTY, columns: process.stdout.columns };
  // Where the tests run may be a terminal or not.
  Object.assign(process.stdout, { isTTY: terminal !== undefined, columns: terminal?.columns });
  const stdout = caught(process.stdout);
  const stderr = caught(process.stderr);
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("LAZYENGINE_") || name === "NO_COLOR") vi.stubEnv(name, undefined);
  }
  // Nobody's own configuration file.
  vi.stubEnv("XDG_CONFIG_HOME", "/nonexistent");
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const codeBefore = process.exitCode;
  process.exitCode = 0;
  try {
    await runCommandLine(args);
    return { code: Number(process.exitCode), stdout: stdout.text().trimEnd(), stderr: stderr.text().trimEnd() };
  } finally {
    process.exitCode = codeBefore;
    Object.assign(process.stdout, before);
    stdout.restore();
    stderr.restore();
    vi.unstubAllEnvs();
  }
}

function caught(stream: NodeJS.WriteStream) {
  let written = "";
  const spy = vi.spyOn(stream, "write").mockImplementation((chunk) => {
    written += String(chunk);
    return true;
  });
  return { text: () => written, restore: () => spy.mockRestore() };
}
