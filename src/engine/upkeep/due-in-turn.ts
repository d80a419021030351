/**
 * What is due, found page by page: a page that is full may be of one namespace alone, so that the next one is of all others.
 * So what one has due, however much that is, keeps nobody else waiting.
 */

const PAGE = 500;
/** Bounds what one look reads; those who were not reached are the oldest in a later one. */
const PAGES = 8;

/** `read`: the earliest, at most so many, of no namespace among those. */
export async function* dueInTurn<Due>(
  read: (limit: number, except: readonly string[]) => Promise<readonly Due[]>,
  namespaceOf: (due: Due) => string,
): AsyncGenerator<Due> {
  const seen = new Set<string>();
  for (let pages = 0; pages < PAGES; pages += 1) {
    const page = await read(PAGE, [...seen]);
    yield* page;
    if (page.length < PAGE) return;
    for (const due of page) seen.add(namespaceOf(due));
  }
}
