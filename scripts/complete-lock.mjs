// Adds to package-lock.json the platform packages that npm leaves out. Tools such as buf and Biome ship one optional
// package per platform; a registry that does not serve those of other platforms makes `npm install` drop them from the
// lockfile, and then `npm ci` refuses it everywhere. An entry needs no more than its version and platform: npm takes the
// rest from the registry where the platform matches. Run it after `npm install`.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const path = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const lock = JSON.parse(readFileSync(path, "utf8"));
const added = [];

for (const [location, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${location}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    const platform = platformOf(name);
    if (location === "" || nested in lock.packages || hoisted in lock.packages || platform === undefined) continue;
    lock.packages[hoisted] = inNpmsOrder({ version, ...platform, ...(entry.dev ? { dev: true } : {}), optional: true });
    added.push(`${name} ${version}`);
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, "en")));
writeFileSync(path, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(added.length === 0 ? "the lockfile is complete" : `added:\n  ${added.join("\n  ")}`);

function inNpmsOrder(entry) {
  const { version, ...rest } = entry;
  return { version, ...Object.fromEntries(Object.entries(rest).sort(([a], [b]) => a.localeCompare(b, "en"))) };
}

/** What the name of a platform package says: "…-linux-x64-musl". Undefined for any other package. */
function platformOf(name) {
  const found = /-(android|darwin|freebsd|linux|openharmony|win32)-(arm64|armv7|ia32|x64)(-musl)?$/.exec(name);
  if (!found) return undefined;
  const [, os, cpu, musl] = found;
  return { cpu: [cpu === "armv7" ? "arm" : cpu], ...(musl ? { libc: ["musl"] } : {}), os: [os] };
}
