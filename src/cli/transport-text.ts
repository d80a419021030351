/**
 * What the transport says of a server that cannot be reached, in words: grpc-js and OpenSSL say more than a person can
 * use, and not what to do.
 */

export interface TransportText {
  readonly text: string;
  /** What may help; undefined where the text says it. */
  readonly hint?: string;
}

const REACHED = "is the server up, and --address right?";

const KNOWN: readonly (readonly [RegExp, TransportText])[] = [
  [
    /certificate required/,
    {
      text: "the server asks for a certificate of the client",
      hint: "give --tls-client-cert and --tls-client-key, of an authority that the server trusts",
    },
  ],
  [
    /alert (?:unknown ca|bad certificate|certificate (?:unknown|expired|revoked))|handshake failure/,
    {
      text: "the server does not accept the client's certificate",
      hint: "give --tls-client-cert and --tls-client-key, of an authority that the server trusts",
    },
  ],
  [
    /wrong version number|packet length too long/,
    {
      text: "what answers there does not speak TLS",
      hint: "is --address right? A server without TLS takes no --tls flags",
    },
  ],
  [
    /unable to (?:verify|get)|self[- ]signed/,
    {
      text: "the server's certificate is from an authority that is not trusted here",
      hint: "give --tls-ca with the file of that authority",
    },
  ],
  [
    /ALTNAME_INVALID/,
    {
      text: "the server's certificate is not for the host of --address",
      hint: "use a name or an address that the certificate is for",
    },
  ],
  [/certificate has expired|CERT_HAS_EXPIRED/, { text: "the server's certificate has expired" }],
  [/:SSL routines:|ERR_(?:SSL|TLS)/, { text: "no TLS connection to the server comes about" }],
];

/** Which of them is told depends on how far each side has come as the server closes. */
const CLOSED = /^Failed to connect\b|^(?:read|write) (?:ECONNRESET|EPIPE)\b|^Client network socket disconnected\b/;

/** What may be the matter where the server closes the connection without a word, by how it was reached. */
const CLOSED_HINTS: Readonly<Record<string, string>> = {
  "": "does it serve by TLS? Then give --tls, or --tls-ca with the file of its authority",
  " by TLS":
    "does it ask for a certificate? Then give --tls-client-cert and --tls-client-key, of an authority that it trusts",
  " by TLS with a client certificate":
    "does it accept the certificate? --tls-client-cert must be of an authority in the server's --tls-client-ca",
};

/** Of an error without a reason of the contract's: no server of this kind has spoken. */
export function transportText(message: string): TransportText {
  const [start = "", how = ""] = /^no answer from \S+( by TLS(?: with a client certificate)?)?: /.exec(message) ?? [];
  const found = message.slice(start.length);
  if (CLOSED.test(found)) {
    return { text: "the server closes the connection", hint: CLOSED_HINTS[how] ?? REACHED };
  }
  const known = KNOWN.find(([pattern]) => pattern.test(found))?.[1];
  return known ?? { text: message, hint: REACHED };
}
