import { createTransport } from 'nodemailer'
import { addressOf } from './raw-mail.js'

export interface Delivery {
  /** Attempts that were not answered with 250. */
  refusals: number
  /** Mails that were answered with 250 so far. */
  accepted: number
}

/**
 * Hands mails over by SMTP as a mail server does: each one again and again until it is answered with 250.
 * @param raw gives the n-th mail, the same bytes each time
 * @param tell called after each 250
 * @param signal gives up, so that a test that failed leaves nobody behind who goes on
 */
export async function deliverAll(
  port: number,
  count: number,
  raw: (n: number) => Buffer,
  options: { connections: number; tell?: (delivery: Delivery) => void; signal?: AbortSignal },
): Promise<Delivery> {
  const transport = createTransport({
    host: '127.0.0.1', port, secure: false, ignoreTLS: true, pool: true, maxConnections: options.connections,
    maxMessages: 500, connectionTimeout: 5_000, greetingTimeout: 5_000, socketTimeout: 20_000,
  }) // prettier-ignore
  const state: Delivery = { refusals: 0, accepted: 0 }
  let next = 0
  const work = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) {
      state.refusals += await deliver(transport, n, raw(n), options.signal)
      state.accepted += 1
      options.tell?.(state)
    }
  }
  try {
    await Promise.all(Array.from({ length: options.connections }, work))
  } finally {
    transport.close()
  }
  return state
}

/** @returns how often it was not taken before it was */
async function deliver(
  transport: ReturnType<typeof createTransport>,
  n: number,
  raw: Buffer,
  signal?: AbortSignal,
): Promise<number> {
  const envelope = { from: addressOf(n), to: ['support@redress.localhost'] }
  for (let refusals = 0; ; refusals++) {
    try {
      await transport.sendMail({ envelope, raw })
      return refusals
    } catch (error) {
      // a mail server keeps what was not taken and comes again; 5xx would end it, and would be a fault of ours
      if (((error as { responseCode?: number }).responseCode ?? 0) >= 500) throw error
      signal?.throwIfAborted()
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
