export type PlainHandler = (request: Request) => Response | Promise<Response>

/** Serves a handler through the adapter under test. Resolves with the URL of its mount. */
export type ConverterServe = (handler: PlainHandler) => Promise<string>
