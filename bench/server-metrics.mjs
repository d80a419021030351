/**
 * What a server says of itself on its HTTP port.
 */

/** The value of a counter without labels. */
export async function counterOf(http, name) {
  const page = await (await fetch(`http://${http}/metrics`)).text();
  const found = new RegExp(`^${name} (\\S+)$`, "m").exec(page)?.[1];
  if (found === undefined) throw new Error(`${http} has no counter ${name}`);
  return Number(found);
}
