// Whether something that was made has to be made anew.
import { readdirSync, statSync } from "node:fs";

/** Whether a file was made after all of these were changed. */
export function isNewer(made, sources) {
  const time = statSync(made, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.every((file) => statSync(file).mtimeMs < time);
}

/** The file itself, or all that is in the folder. */
export function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" }).map((file) => `${path}/${file}`);
}
