import type { DeliveryResult } from '../channel.js'

/** How far an attempt had come when it failed. */
export interface Progress {
  /** The whole mail was handed to the connection: from here on silence means that it may have been taken. */
  handedOver: boolean
}

type Failure = Extract<DeliveryResult, { ok: false }>

/**
 * Sorts what went wrong while sending (RFC 5321 section 4.2.1): 4yz and trouble with the connection are tried again, 5yz
 * for the mail or its recipients is final, a refused sign-in needs a person, silence after the data is unknown.
 */
export function classifySmtpError(error: unknown, progress: Progress): Failure {
  const { code, command, responseCode, response, message } = fields(error)
  const detail = (response ?? message).replace(/\s+/g, ' ').slice(0, 300)
  const as = (kind: Failure['class']): Failure => ({
    ok: false,
    class: kind,
    code: String(responseCode ?? code),
    detail,
  })
  if (responseCode !== undefined) return as(byResponse(responseCode, code, command))
  if (['EAUTH', 'ENOAUTH', 'EOAUTH2', 'ECONFIG', 'EREQUIRETLS'].includes(code)) return as('config')
  if (progress.handedOver) return as('unknown')
  return as(code === 'EENVELOPE' || code === 'EMESSAGE' ? 'permanent' : 'retry')
}

function byResponse(responseCode: number, code: string, command: string): Failure['class'] {
  if (responseCode < 500) return 'retry'
  if (code === 'EAUTH' || [530, 534, 535, 538].includes(responseCode)) return 'config'
  // before MAIL FROM a 5yz speaks of the server or of us, not of this mail; 503 is a session out of step
  const aboutMail = /^(?:MAIL FROM|RCPT TO|DATA)/.test(command)
  return aboutMail && responseCode !== 503 ? 'permanent' : 'retry'
}

interface SmtpFields {
  code: string
  command: string
  responseCode: number | undefined
  response: string | undefined
  message: string
}

function fields(error: unknown): SmtpFields {
  const given = (error instanceof Error ? error : {}) as Partial<SmtpFields>
  return {
    code: given.code ?? 'ESEND',
    command: given.command ?? '',
    responseCode: typeof given.responseCode === 'number' ? given.responseCode : undefined,
    response: given.response,
    message: given.message ?? String(error),
  }
}
