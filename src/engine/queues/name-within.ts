/**
 * What names a queue or a limit where those of all namespaces are kept together.
 */

/** No part can contain a NUL. */
export function nameWithin(namespace: string, queue: string): string {
  return `${namespace}\0${queue}`;
}
