import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail server on 127.0.0.1 that answers as a test tells it. */
export interface ScriptedSmtp {
  url: string
  /** The raw mails it took, oldest first. */
  taken: { raw: string; to: string[] }[]
  close(): Promise<void>
}

/** What to answer instead of taking the mail. */
export interface Script {
  greeting?: number
  signIn?: number
  recipient?: Record<string, number>
  data?: number
  /** Cut the line after the whole mail came, before any answer. */
  dropAfterData?: boolean
  /** Never answer after the whole mail came. */
  silentAfterData?: boolean
}

function answer(code: number): Error {
  return Object.assign(new Error(`scripted ${code}`), { responseCode: code })
}

export async function scriptedSmtp(script: Script = {}): Promise<ScriptedSmtp> {
  const taken: ScriptedSmtp['taken'] = []
  const server: SMTPServer = new SMTPServer({
    disabledCommands: script.signIn ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    authOptional: true,
    allowInsecureAuth: true,
    closeTimeout: 100,
    onConnect: (_session, done) => {
      done(script.greeting ? answer(script.greeting) : null)
    },
    onAuth: (_auth, _session, done) => {
      done(answer(script.signIn ?? 535))
    },
    onRcptTo: ({ address }, _session, done) => {
      const code = script.recipient?.[address]
      done(code ? answer(code) : null)
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        if (script.silentAfterData) return
        if (script.dropAfterData) {
          for (const connection of server.connections) connection.close()
          return
        }
        if (!script.data) taken.push({ raw: Buffer.concat(chunks).toString(), to: session.envelope.rcptTo.map((one) => one.address) }) // prettier-ignore
        done(script.data ? answer(script.data) : null)
      })
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.server.address() as AddressInfo
  const account = script.signIn ? 'user:pass@' : ''
  return {
    url: `smtp://${account}127.0.0.1:${port}`,
    taken,
    close: () => new Promise((resolve) => server.close(() => { resolve() })), // prettier-ignore
  }
}
