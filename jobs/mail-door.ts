import { startSmtpListener, type SmtpListener } from '../channels/email/smtp-listener.js'
import type { RawSink } from '../channels/channel.js'
import { seconds, sleep } from '../server/lib/clock.js'
import { describeError } from '../server/lib/errors.js'
import { accountByKey, accountForAddress } from '../server/models/channel-accounts/index.js'
import { accept } from '../server/models/intake/index.js'
import type { JobContext } from './context.js'

const again = seconds(1)

export interface MailDoor {
  /** The port that is listened on; null while it is taken by another, or when none is configured. */
  port(): number | null
  stop(): Promise<void>
}

/**
 * Listens for mail over SMTP where the configuration gives a port. A port that another process holds is tried again
 * every second: of several workers on one machine one listens, and another takes over when it goes.
 */
export async function openMailDoor(context: JobContext): Promise<MailDoor> {
  if (context.config.email.inboundPort === 0) return { port: () => null, stop: () => Promise.resolve() }
  const stopping = new AbortController()
  let listener = await tryToListen(context, true)
  const trying = listener
    ? Promise.resolve()
    : keepTrying(context, stopping.signal).then((got) => {
        listener = got
      })
  return {
    port: () => listener?.port ?? null,
    async stop() {
      stopping.abort()
      await trying
      await listener?.close()
    },
  }
}

async function keepTrying(context: JobContext, signal: AbortSignal): Promise<SmtpListener | null> {
  for (;;) {
    await sleep(again, signal)
    if (signal.aborted) return null
    const listener = await tryToListen(context, false)
    if (listener) return listener
  }
}

async function tryToListen(context: JobContext, first: boolean): Promise<SmtpListener | null> {
  const { log, config } = context
  const { inboundHost: host, inboundPort: port } = config.email
  try {
    const accountFor = async (recipient: string): Promise<string | null> =>
      (await accountForAddress(recipient))?.key ?? null
    const listener = await startSmtpListener({ host, port, accountFor, log, sink: mailSink(context) })
    log.info('listening for mail', { host, port: listener.port })
    return listener
  } catch (error) {
    if (first) log.warn('not listening for mail, trying on', { host, port, error: describeError(error) })
    return null
  }
}

/** Stores a mail for good and hints at it; 250 waits for the store and never for Redis. */
export function mailSink(context: JobContext): RawSink {
  return async ({ bytes, transport, account: key = '' }) => {
    const taken = await accept({ bytes, transport }, await accountByKey('email', key), context.blobs)
    if (!taken.duplicate) hintAt(taken.id.toHexString(), context)
    return { id: taken.id.toHexString(), duplicate: taken.duplicate }
  }
}

/** Asks for an accepted delivery to be taken in soon; without Redis a sweep finds it. */
export function hintAt(inboundId: string, { queue }: Pick<JobContext, 'queue'>): void {
  void queue.enqueue('receive-message', { inboundId }, { id: `receive-message:${inboundId}:0` })
}
