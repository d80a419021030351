/**
 * Where this package is, and its version, as its package.json says.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** As deep below it are `src/server`, `dist/server`, and `dist/bin`, which this may be bundled into. */
export const PACKAGE_ROOT = fileURLToPath(new URL("../../", import.meta.url));

export const PACKAGE_VERSION: string = readVersion();

function readVersion(): string {
  const content: unknown = JSON.parse(readFileSync(join(PACKAGE_ROOT, "package.json"), "utf8"));
  if (typeof content === "object" && content !== null && "version" in content && typeof content.version === "string") {
    return content.version;
  }
  throw new Error("package.json holds no version");
}
