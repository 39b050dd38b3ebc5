import { expect } from 'chai'
import { randomBytes } from 'node:crypto'
import { Message, type MessageRecord } from '../../../server/models/messages/index.js'
import { useApp } from '../../support/app.js'
import { makeClient, type Client } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'
import { parts } from '../../support/mail.js'

interface Uploaded {
  items: { id: string; name: string; type: string; url: string; image: boolean }[]
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
)

async function upload(client: Client, name: string, content: Buffer | string, type: string) {
  const form = new FormData()
  form.append('files', new Blob([new Uint8Array(Buffer.from(content))], { type }), name)
  return client.request<Uploaded>('POST', '/api/v1/attachments', { body: form })
}

describe('attachments', () => {
  useDatabase()
  const app = useApp()

  it('keep a Turkish name and come back as a download that nothing runs', async () => {
    const desk = await openDesk(app())
    const [gul, ticket] = [await desk.person('agent'), await desk.mailArrives()]
    const up = await upload(gul, 'şikâyet "ğüş".pdf', Buffer.from('%PDF-1.4\n%âã\n'), 'application/pdf')
    expect(up.status).to.equal(201)
    expect(up.body.items[0]).to.include({ name: 'şikâyet "ğüş".pdf', image: false })
    const reply = await gul.post(`/api/v1/tickets/${ticket.number}/messages`, {
      kind: 'reply',
      text: 'Ekte',
      clientId: 'client-file-1',
      attachments: [up.body.items[0]!.id],
    })
    expect(reply.status).to.equal(201)
    const file = await gul.get(up.body.items[0]!.url)
    expect(file.headers.get('content-disposition')).to.match(
      /^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''%C5%9Fik%C3%A2yet/,
    )
    expect(file.headers.get('x-content-type-options')).to.equal('nosniff')
    expect(file.headers.get('content-security-policy')).to.include('sandbox')
  })

  it('are never taken for what a browser runs, whatever their sender says', async () => {
    const desk = await openDesk(app())
    const gul = await desk.person('agent')
    const cases: [string, Buffer | string, string][] = [
      ['a.html', '<script>alert(1)</script>', 'text/html'],
      ['a.svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
      ['a.js', 'alert(1)', 'text/javascript'],
      ['picture.png', '<script>alert(1)</script>', 'image/png'],
      ['a.xml', '<?xml version="1.0"?><a xmlns="http://www.w3.org/1999/xhtml"/>', 'application/xml'],
    ]
    for (const [name, content, type] of cases) {
      const { body } = await upload(gul, name, content, type)
      const file = await gul.get(body.items[0]!.url)
      expect([name, file.headers.get('content-disposition')?.startsWith('attachment')]).to.deep.equal([
        name,
        true,
      ])
      expect(file.headers.get('content-type')).to.not.match(/html|svg|javascript|image|text\/xml/)
    }
    const real = await upload(gul, 'gül.png', png, 'application/octet-stream')
    expect(real.body.items[0]).to.include({ type: 'image/png', image: true })
    expect((await gul.get(real.body.items[0]!.url)).headers.get('content-disposition')).to.match(/^inline/)
  })

  it('lose what hides in names: paths, controls and letters that turn the text around', async () => {
    const desk = await openDesk(app())
    const gul = await desk.person('agent')
    for (const [given, kept] of [
      ['../../etc/passwd', 'passwd'],
      ['C:\\tmp\\x.txt', 'x.txt'],
      ['fatura\u202Egpj.exe', 'faturagpj.exe'],
      ['a\u200B.php\u200B', 'a.php'],
    ]) {
      const { body } = await upload(gul, given!, 'metin', 'text/plain')
      expect(body.items[0]!.name).to.equal(kept)
    }
  })

  it('belong to their maker until they are sent, then to who may see the ticket', async () => {
    const desk = await openDesk(app())
    const [gul, mehmet, outsider] = [
      await desk.person('agent'),
      await desk.person('agent'),
      await desk.person('agent', desk.theirs),
    ]
    const ticket = await desk.mailArrives()
    const { body } = await upload(gul, 'x.txt', 'metin', 'text/plain')
    const { id, url } = body.items[0]!
    expect((await mehmet.get(url)).status).to.equal(404)
    const stolen = await mehmet.post(`/api/v1/tickets/${ticket.number}/messages`, {
      kind: 'note',
      text: 'x',
      clientId: 'client-file-2',
      attachments: [id],
    })
    expect(stolen.status).to.equal(422)
    await gul.post(`/api/v1/tickets/${ticket.number}/messages`, {
      kind: 'note',
      text: 'x',
      clientId: 'client-file-3',
      attachments: [id],
    })
    const statuses = await Promise.all(
      [mehmet, outsider, makeClient(app().url)].map(async (one) => (await one.get(url)).status),
    )
    expect(statuses).to.deep.equal([200, 404, 401])
  })

  it('that are too large are refused, and the limits stand in the answer to the others', async () => {
    const desk = await openDesk(app())
    const gul = await desk.person('agent')
    expect(
      (await upload(gul, 'big.bin', randomBytes(10 * 1024 * 1024 + 1), 'application/octet-stream')).status,
    ).to.equal(413)
    expect((await upload(gul, 'ok.txt', 'x', 'text/plain')).body).to.deep.include({
      limits: { bytes: 10 * 1024 * 1024, files: 10 },
    })
    expect((await gul.request('POST', '/api/v1/attachments', { body: new FormData() })).status).to.be.oneOf([
      400, 422,
    ])
  })
})

describe("a mail's own body", () => {
  useDatabase()
  const app = useApp()

  it('is shown in a sandbox of its own, without scripts and without pictures from elsewhere unless asked for', async () => {
    const desk = await openDesk(app())
    const [gul, outsider] = [await desk.person('agent'), await desk.person('agent', desk.theirs)]
    const html =
      '<p style="color:red">Merhaba <img src="https://track.example/p.gif"><img src="cid:logo@x"><script>alert(1)</script></p>'
    const body = parts(
      'b',
      'Content-Type: text/html; charset=utf-8\n\n' + html,
      `Content-Type: image/png\nContent-ID: <logo@x>\nContent-Transfer-Encoding: base64\nContent-Disposition: inline; filename=logo.png\n\n${png.toString('base64')}`,
    )
    const ticket = await desk.mailArrives({ 'Content-Type': 'multipart/related; boundary=b' }, body)
    const message = (await Message.findOne({ ticket: ticket._id }).lean<MessageRecord>())!
    const path = `/messages/${message._id.toHexString()}`
    const shown = await gul.get(`${path}/body`)
    expect(shown.headers.get('content-security-policy'))
      .to.include("default-src 'none'")
      .and.include('sandbox')
    expect(shown.text)
      .to.not.include('<script')
      .and.not.match(/src="https:\/\/track/)
    expect((await gul.get(`${path}/body?images=1`)).text).to.match(/src="https:\/\/track/)
    expect(shown.text).to.include(`src="data:image/png;base64,${png.toString('base64')}`)
    const raw = await gul.get(`${path}/raw`)
    expect(raw.headers.get('content-type')).to.include('text/plain')
    expect(raw.headers.get('content-disposition')).to.match(/^attachment; filename="[0-9a-f]+\.eml"/)
    expect(raw.text).to.include('multipart/related')
    for (const part of ['body', 'raw', 'text', 'full'])
      expect((await outsider.get(`${path}/${part}`)).status).to.equal(404)
  })
})
