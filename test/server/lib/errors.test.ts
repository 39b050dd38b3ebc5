import { expect } from 'chai'
import * as errors from '../../../server/lib/errors.js'

describe('Errors', () => {
  it('say by their kind how the caller is answered and whether to try again', () => {
    const kinds: [errors.AppError, number, boolean][] = [
      [new errors.Invalid('x'), 422, false],
      [new errors.Forbidden('x'), 403, false],
      [new errors.Forbidden('x', { status: 401 }), 401, false],
      [new errors.NotFound('x'), 404, false],
      [new errors.Conflict('x'), 409, false],
      [new errors.ChannelRejected('x'), 400, false],
      [new errors.ChannelRejected('x', { status: 413 }), 413, false],
      [new errors.ChannelUnavailable('x'), 502, true],
    ]
    for (const [error, status, retryable] of kinds) {
      expect(error.status, error.name).to.equal(status)
      expect(errors.isRetryable(error), error.name).to.equal(retryable)
    }
  })

  it('keep code, details and cause, without the status among the details', () => {
    const cause = new Error('below')
    const error = new errors.Forbidden('not_allowed', { status: 401, verb: 'see' }, { cause })
    expect(error).to.include({ name: 'Forbidden', code: 'not_allowed', message: 'not_allowed', cause })
    expect(error.details).to.deep.equal({ verb: 'see' })
  })

  it('nobody knows may pass: what is not ours is tried again', () => {
    expect(errors.isRetryable(new TypeError('surprise'))).to.equal(true)
    expect(errors.isRetryable('text')).to.equal(true)
  })

  it('are described for logs by their code, or by name and message', () => {
    expect(errors.describeError(new errors.Invalid('bad_email', { email: 'x' }))).to.equal('bad_email')
    expect(errors.describeError(new TypeError('no'))).to.equal('TypeError: no')
    expect(errors.describeError(7)).to.equal('7')
  })
})
