/**
 * Text without the secrets that may stand in it: passwords of connection strings, and tokens.
 */

/** Each with what it is replaced by; what is in front of the secret stays. */
const SECRETS: readonly (readonly [pattern: RegExp, shown: string])[] = [
  // User and password go up to the last @ before the hosts end.
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s:@/"'\\]*):[^\s/"'\\]*@/gi, "$1:[redacted]@"],
  [/\b(Bearer)\s+[\w.~+/=-]{8,}/gi, "$1 [redacted]"],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, "[redacted]"],
];

export function redacted(text: string): string {
  return SECRETS.reduce((shown, [pattern, replacement]) => shown.replace(pattern, replacement), text);
}
