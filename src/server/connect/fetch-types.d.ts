/** What the declarations of @connectrpc/connect expect of the fetch API, which those of Node.js 20 leave out. */
type HeadersInit = NonNullable<ConstructorParameters<typeof Headers>[0]>;
