import { expect } from 'chai'
import { connect } from 'node:net'
import { createTransport } from 'nodemailer'
import {
  startSmtpListener,
  type SmtpListener,
  type SmtpListenerOptions,
} from '../../../channels/email/smtp-listener.js'
import { Conflict } from '../../../server/lib/errors.js'
import { silentLogger } from '../../../server/lib/logger.js'

type Sunk = Parameters<SmtpListenerOptions['sink']>[0]

describe('the door for incoming mail', () => {
  let sunk: Sunk[] = []
  let open: SmtpListener[] = []
  const mailboxes: Record<string, string> = {
    'destek@x.example': 'destek',
    'iade@x.example': 'iade',
    'destek2@x.example': 'destek',
  }

  async function listener(changes: Partial<SmtpListenerOptions> = {}): Promise<SmtpListener> {
    const started = await startSmtpListener({
      host: '127.0.0.1',
      port: 0,
      log: silentLogger,
      accountFor: (recipient) => Promise.resolve(mailboxes[recipient] ?? null),
      sink: (raw) => {
        sunk.push(raw)
        return Promise.resolve({ id: String(sunk.length), duplicate: false })
      },
      ...changes,
    })
    open.push(started)
    return started
  }

  /** The code the server answered: 250, or that of the refusal. */
  async function send(port: number, to: string[], text = 'Merhaba şikâyet'): Promise<number> {
    const transport = createTransport({ host: '127.0.0.1', port })
    try {
      await transport.sendMail({
        envelope: { from: 'Ayse@Example.com.tr', to },
        from: 'ayse@example.com.tr',
        to,
        subject: 'konu',
        text,
      })
      return 250
    } catch (error) {
      return (error as { responseCode: number }).responseCode
    } finally {
      transport.close()
    }
  }

  afterEach(async () => {
    await Promise.all(open.map((one) => one.close()))
    sunk = []
    open = []
  })

  it('hands a mail to the sink before it says 250', async () => {
    const { port } = await listener()
    expect(await send(port, ['Destek@X.example'])).to.equal(250)
    const [mail, ...more] = sunk
    expect(more).to.be.empty
    expect(mail!.account).to.equal('destek')
    expect(mail!.bytes.toString()).to.match(/^Subject: konu\r$/m)
    expect(mail!.transport).to.include({
      via: 'smtp',
      mailFrom: 'ayse@example.com.tr',
      rcptTo: 'destek@x.example',
      remoteAddress: '127.0.0.1',
    })
  })

  it('hands a mail for several accounts over once for each', async () => {
    const { port } = await listener()
    expect(await send(port, ['destek@x.example', 'iade@x.example', 'destek2@x.example'])).to.equal(250)
    expect(sunk.map(({ account, transport }) => [account, transport['rcptTo']])).to.deep.equal([
      ['destek', 'destek@x.example,destek2@x.example'],
      ['iade', 'iade@x.example'],
    ])
  })

  it('refuses recipients that are none of ours', async () => {
    const { port } = await listener()
    expect(await send(port, ['kimse@x.example'])).to.equal(550)
    expect(sunk).to.be.empty
  })

  it('asks to come again when the store or the lookup fails', async () => {
    const failing = (): Promise<never> => Promise.reject(new Error('no disk'))
    expect(await send((await listener({ sink: failing })).port, ['destek@x.example'])).to.equal(451)
    expect(await send((await listener({ accountFor: failing })).port, ['destek@x.example'])).to.equal(451)
  })

  it('announces its size limit and refuses more, and takes the next mail', async () => {
    const { port } = await listener({ maxBytes: 20_000 })
    expect(await dialogue(port, ['EHLO test']))
      .to.match(/250[ -]SIZE 20000/)
      .and.not.contain('STARTTLS')
    expect(await send(port, ['destek@x.example'], 'a'.repeat(30_000))).to.equal(552)
    const undeclared = [
      'EHLO test',
      'MAIL FROM:<a@b.c>',
      'RCPT TO:<destek@x.example>',
      'DATA',
      `${'a\r\n'.repeat(10_000)}.`,
    ]
    expect(await dialogue(port, undeclared)).to.match(/552 [^\r]*\r\n$/)
    expect(sunk).to.be.empty
    expect(await send(port, ['destek@x.example'])).to.equal(250)
  })

  it('says when its port is taken', async () => {
    const { port } = await listener()
    const error = await listener({ port }).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(Conflict)
    expect(error).to.deep.include({ code: 'smtp_port_taken', details: { host: '127.0.0.1', port } })
  })

  it('takes no more connections once closed', async () => {
    const started = await listener()
    await started.close()
    open = []
    const refused = await dialogue(started.port, ['EHLO test']).catch(
      (error: unknown) => (error as { code: string }).code,
    )
    expect(refused).to.equal('ECONNREFUSED')
  })

  /** Says each line after the answer to the one before; gives all answers. */
  function dialogue(port: number, lines: string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      let heard = ''
      let said = 0
      const socket = connect(port, '127.0.0.1')
      socket.on('error', reject)
      socket.on('close', () => {
        resolve(heard)
      })
      socket.on('data', (chunk) => {
        heard += chunk.toString()
        if (!/^\d{3} [^\r]*\r\n$/m.test(heard.slice(heard.lastIndexOf('\n', heard.length - 2) + 1))) return
        const line = lines[said++]
        if (line === undefined) socket.destroy()
        else socket.write(`${line}\r\n`)
      })
    })
  }
})
