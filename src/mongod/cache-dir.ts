// Where the embedded mongod's binary is kept between runs.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const PACKAGE_ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The checkout this file belongs to, or undefined in an installed package (npm never packs a lockfile). */
export function checkoutRoot(): string | undefined {
  return existsSync(join(PACKAGE_ROOT, "package-lock.json")) ? PACKAGE_ROOT : undefined;
}

/**
 * `LAZYENGINE_CACHE_DIR` where it is set, `.cache/` in a checkout (so that nothing is installed outside it), otherwise
 * the user's cache folder.
 */
export function defaultCacheDir(env: NodeJS.ProcessEnv): string {
  const given = env["LAZYENGINE_CACHE_DIR"];
  if (given) return given;
  const checkout = checkoutRoot();
  if (checkout) return join(checkout, ".cache");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "lazyengine");
  if (process.platform === "win32") return join(env["LOCALAPPDATA"] ?? homedir(), "lazyengine", "cache");
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "lazyengine");
}
