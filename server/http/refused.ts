import { AppError } from '../lib/errors.js'

/** A request that HTTP itself turns away: malformed, too large, of a wrong type, too many. */
export class Refused extends AppError {
  constructor(
    readonly status: 400 | 405 | 408 | 413 | 415 | 429,
    code: string,
    details: Record<string, unknown> = {},
    /** Seconds after which the caller may come again. */
    readonly retryAfter?: number,
  ) {
    super(code, details)
  }
}
