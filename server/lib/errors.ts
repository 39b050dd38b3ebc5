/**
 * Every error the product raises on purpose. The class tells the caller what to do, the code tells what
 * happened (snake_case, stable, never translated); words for people are looked up by code in views/locales.
 */
export abstract class AppError extends Error {
  /** HTTP status of the answer. */
  abstract readonly status: number
  /** Whether a job may try again. */
  readonly retryable: boolean = false

  constructor(
    readonly code: string,
    readonly details: Record<string, unknown> = {},
    options?: ErrorOptions,
  ) {
    super(code, options)
    this.name = new.target.name
  }
}

/** The request is understood but a value in it is not acceptable. */
export class Invalid extends AppError {
  readonly status = 422
}

/** The actor may not do this; also used, with status 401, for nobody being signed in. */
export class Forbidden extends AppError {
  readonly status: number
  constructor(
    code: string,
    details: Record<string, unknown> & { status?: 401 | 403 } = {},
    options?: ErrorOptions,
  ) {
    const { status = 403, ...rest } = details
    super(code, rest, options)
    this.status = status
  }
}

/** The thing named is not there, or not there for this actor. */
export class NotFound extends AppError {
  readonly status = 404
}

/** The thing has changed, exists already or is in a state that does not allow it. */
export class Conflict extends AppError {
  readonly status = 409
}

/** A channel's far end, or our own door, refuses this for good: do not retry. */
export class ChannelRejected extends AppError {
  readonly status: number
  constructor(
    code: string,
    details: Record<string, unknown> & { status?: 400 | 401 | 413 | 429 } = {},
    options?: ErrorOptions,
  ) {
    const { status = 400, ...rest } = details
    super(code, rest, options)
    this.status = status
  }
}

/** Something outside did not answer or asks to come back later: retry with backoff. */
export class ChannelUnavailable extends AppError {
  readonly status: number = 502
  override readonly retryable = true
}

/** Whether a job may try again after this error; what is unknown may be tried again. */
export function isRetryable(error: unknown): boolean {
  return error instanceof AppError ? error.retryable : true
}

/** A short text for logs and for the `error` fields of records; never for customers. */
export function describeError(error: unknown): string {
  if (error instanceof AppError) return error.code
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
