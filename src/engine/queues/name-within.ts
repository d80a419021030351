/**
 * What names a queue or a limit where those of all namespaces are kept together.
 */

/** No part can contain a NUL. */
export function nameWithin(namespace: string, queue: string): string {
  return `${namespace}\0${queue}`;
}

export function partsWithin(name: string): [namespace: string, queue: string] {
  const end = name.indexOf("\0");
  return [name.slice(0, end), name.slice(end + 1)];
}
