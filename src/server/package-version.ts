/**
 * The version of this package, as its package.json says.
 */
import { readFileSync } from "node:fs";

export const PACKAGE_VERSION: string = readVersion();

function readVersion(): string {
  const content: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  if (typeof content === "object" && content !== null && "version" in content && typeof content.version === "string") {
    return content.version;
  }
  throw new Error("package.json holds no version");
}
