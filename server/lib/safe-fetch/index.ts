/** What is asked of the guarded fetcher. */
export interface FetchRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  headers?: Record<string, string>
  body?: string | Buffer
  /** The largest body that is read, in bytes (default 1 MB); a larger one ends the request. */
  maxBytes?: number
  /** For the whole exchange with its redirects (default 20 s). */
  timeoutMs?: number
  /**
   * How many redirects are followed (default 3); one more is handed back as the answer. When scheme, host or port change,
   * `authorization`, `cookie` and every other header that could carry a secret are dropped.
   */
  redirects?: number
  signal?: AbortSignal
}

export interface FetchAnswer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: Buffer
  /** After redirects. */
  url: string
}

/**
 * Fetches over http or https from public addresses only: every address of the host is resolved and checked, the
 * connection goes to the checked address, each redirect is checked again.
 * Any HTTP status is an answer. Bodies are asked for without compression and handed over as they come.
 * @throws Forbidden('address_not_public' | 'url_not_allowed'), ChannelRejected('response_too_large'),
 *   Invalid('request_header_invalid'), ChannelUnavailable('fetch_failed' | 'fetch_timeout') with `details.sent` false when
 *   the request cannot have been acted on (no address, no connection); no error tells the URL, which may carry a token
 */
export type SafeFetch = (url: string, request?: FetchRequest) => Promise<FetchAnswer>
