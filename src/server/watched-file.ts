/**
 * What is read from files and read again when they have changed and rest. A version with a fault leaves the one before in
 * force.
 */
import { statSync, unwatchFile, watchFile } from "node:fs";
import type { Logger } from "./logger.js";

export interface Watched<Content> {
  /** What is in force now. */
  readonly content: Content;
  /** Called with what was read again, after it has come into force. */
  onChange(listener: (content: Content) => void): void;
  /** Stops looking at the files. */
  close(): void;
}

export interface WatchedFiles<Content> {
  /** What the files hold, for the log: "the tokens". */
  readonly what: string;
  readonly paths: readonly string[];
  /** Reads all of them; throws where one cannot be read or is wrong. */
  readonly read: () => Content;
  readonly logger: Logger;
}

/** How often the files are looked at. Looking, unlike being told, works on every file system. */
const INTERVAL_MS = 1_000;
/** So long they must stay as they are: one that is written in place is there in halves, which may be without fault. */
const REST_MS = 500;

/** Throws what `read` throws the first time. */
export function watchFiles<Content>({ what, paths, read, logger }: WatchedFiles<Content>): Watched<Content> {
  let content = read();
  const listeners: ((content: Content) => void)[] = [];
  const reload = () => {
    try {
      content = read();
    } catch (error) {
      logger.error({ paths, err: error }, `${what} cannot be read: what was there before stays in force`);
      return;
    }
    logger.info({ paths }, `read ${what} again`);
    for (const listener of listeners) listener(content);
  };
  let timer: NodeJS.Timeout | undefined;
  const onceAtRest = () => {
    clearTimeout(timer);
    const seen = versionsOf(paths);
    timer = setTimeout(() => (versionsOf(paths) === seen ? reload() : onceAtRest()), REST_MS);
    timer.unref();
  };
  for (const path of paths) watchFile(path, { interval: INTERVAL_MS, persistent: false }, onceAtRest);
  return {
    get content() {
      return content;
    },
    onChange: (listener) => void listeners.push(listener),
    close: () => {
      clearTimeout(timer);
      for (const path of paths) unwatchFile(path, onceAtRest);
    },
  };
}

/** Text that is another one after each write. */
function versionsOf(paths: readonly string[]): string {
  return paths
    .map((path) => {
      const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
      return stats === undefined ? "" : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
    })
    .join(", ");
}
