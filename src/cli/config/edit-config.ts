/**
 * Changes one value of a configuration file; what else stands there stays as it is, comments included.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isMap } from "yaml";
import { readAs } from "../../server/setting.js";
import { yamlDocument } from "../../server/yaml-content.js";

/** Only its owner may read the file: it may hold a token. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** `value` undefined = takes the key out. The file and its folder are made where they are missing. */
export function editConfig(path: string, keys: readonly string[], value: string | boolean | undefined): void {
  // Who keeps the file elsewhere and a link here wants it changed there.
  const file = existsSync(path) ? realpathSync(path) : path;
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const document = readAs(path, () => yamlDocument(text));
  if (!isMap(document.contents)) document.contents = document.createNode({});
  // An empty "profiles:" is no map that could be added to.
  for (let depth = 1; depth < keys.length; depth += 1) {
    const above = keys.slice(0, depth);
    if (!isMap(document.getIn(above))) document.setIn(above, document.createNode({}));
  }
  if (value === undefined) document.deleteIn(keys);
  else document.setIn(keys, value);
  writeWhole(file, document.toString({ lineWidth: 0 }));
}

/** Whoever reads it meanwhile sees the file of before or of after. */
function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: FOLDER_MODE });
  const next = `${file}.${process.pid}.tmp`;
  writeFileSync(next, text, { mode: FILE_MODE });
  renameSync(next, file);
}
