/**
 * Where an executor tells what happens to it.
 */

/** Takes a text and fields, which always name the task where it is about one. pino's loggers need one line to fit. */
export interface ExecutorLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Warnings and errors as lines of JSON on stderr. */
export const stderrLog: ExecutorLog = {
  debug: silent,
  info: silent,
  warn: (message, fields) => write("warn", message, fields),
  error: (message, fields) => write("error", message, fields),
};

function silent(): void {
  // Not told unless a log of one's own is given.
}

function write(level: string, message: string, fields: Readonly<Record<string, unknown>> | undefined): void {
  const line = { level, time: new Date().toISOString(), message };
  process.stderr.write(`${textOf({ ...line, ...fields }) ?? JSON.stringify(line)}\n`);
}

/** Undefined where something in it has no form in JSON, such as what a handler or a codec has thrown. */
function textOf(line: object): string | undefined {
  try {
    return JSON.stringify(line, (_key, value) => (value instanceof Error ? errorText(value) : value));
  } catch {
    return undefined;
  }
}

function errorText(error: Error): string {
  return `${error.name}: ${error.message}`;
}
