// The bearer token that calls carry. It lives in the tab's session storage alone: it is gone with the tab, and no other
// page of the browser sees it.

const KEY = "lazyengine.token";

/** The token of this tab; undefined where none was entered. */
export function readToken(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

/** Keeps a token for this tab; undefined forgets it. */
export function keepToken(token: string | undefined): void {
  if (token === undefined) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, token);
}
