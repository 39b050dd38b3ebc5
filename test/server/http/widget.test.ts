import { expect } from 'chai'
import { Attachment, type AttachmentRecord } from '../../../server/models/attachments/attachment.js'
import { useChat } from '../../support/chat-desk.js'
import { useDatabase } from '../../support/database.js'
import { askSession, shopOrigin, type Visitor } from '../../support/visitor.js'

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') // prettier-ignore

describe("the widget's pages and files", () => {
  useDatabase()
  const stage = useChat()
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${stage().app.url}${path}`, { headers })
  const uploads = (visitor: Pick<Visitor, 'session'>, content: Uint8Array, name: string, type: string) => {
    const form = new FormData()
    form.append('file', new Blob([Uint8Array.from(content)], { type }), name)
    const headers = { authorization: `Visitor ${visitor.session.token}`, origin: 'null' }
    return fetch(`${stage().app.url}/widget/uploads`, { method: 'POST', body: form, headers })
  }

  it('lets only the site’s own pages hold the frame, names its address in the policy and sets no cookie', async () => {
    const { app } = stage()
    const page = await get(`/widget/frame?site=cicek&lang=en&parent=${encodeURIComponent(shopOrigin)}`)
    expect(page.status).to.equal(200)
    const policy = page.headers.get('content-security-policy')!
    expect(policy).to.include(`frame-ancestors ${app.url} ${shopOrigin}`).and.include("default-src 'none'")
    expect(policy).to.include(`script-src ${app.url};`).and.not.include('unsafe').and.not.include("'self'")
    expect(page.headers.get('x-frame-options')).to.equal(null)
    expect(page.headers.getSetCookie()).to.deep.equal([])
    const html = await page.text()
    expect(html).to.include('lang="en"').and.include(shopOrigin)
    const foreign = await (await get('/widget/frame?site=cicek&parent=https%3A%2F%2Fkotu.example')).text()
    expect(foreign).not.to.include('kotu.example')
    expect((await get('/widget/frame?site=yok')).status).to.equal(404)
  })

  it('gives the loader to every page, for a few minutes', async () => {
    const loader = await get('/widget.js', { origin: shopOrigin })
    expect(loader.status).to.equal(200)
    expect(loader.headers.get('content-type')).to.include('javascript')
    expect(loader.headers.get('cache-control')).to.equal('public, max-age=300')
    expect(loader.headers.get('cross-origin-resource-policy')).to.equal('cross-origin')
  })

  it('begins a session for the site’s own pages only', async () => {
    const { app } = stage()
    for (const parent of ['https://kotu.example', `${shopOrigin}.kotu.example`, 'null', '', `${shopOrigin}:444`, 'http://cicekpazari.example']) {
      const { status, body } = await askSession(app.url, { parent })
      expect(status, parent).to.equal(403)
      expect(body.error!.code).to.equal('site_not_allowed')
    }
    expect((await askSession(app.url, { parent: app.url })).status).to.equal(200)
    expect((await askSession(app.url, { site: 'yok' })).status).to.equal(404)
    expect((await askSession(app.url, { site: 'cicek', admin: true })).status).to.equal(422)
  }) // prettier-ignore

  it('answers any origin without credentials, the question before the question too', async () => {
    const { app } = stage()
    const asked = await fetch(`${app.url}/widget/messages`, { method: 'OPTIONS', headers: { origin: 'null', 'access-control-request-method': 'POST' } })
    expect(asked.status).to.equal(204)
    expect(asked.headers.get('access-control-allow-origin')).to.equal('*')
    expect(asked.headers.get('access-control-allow-headers')).to.include('authorization')
    expect(asked.headers.get('access-control-allow-credentials')).to.equal(null)
    const nobody = await fetch(`${app.url}/widget/messages`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json', origin: 'null' } })
    expect(nobody.status).to.equal(401)
    expect(nobody.headers.get('access-control-allow-origin')).to.equal('*')
    const broken = await fetch(`${app.url}/widget/session`, { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } })
    expect(broken.status).to.equal(400)
    const large = await fetch(`${app.url}/widget/session`, { method: 'POST', body: JSON.stringify({ site: 'x'.repeat(70_000) }), headers: { 'content-type': 'application/json' } })
    expect(large.status).to.equal(413)
  }) // prettier-ignore

  it('takes a picture, shows it to its visitor and the agent, and to no other visitor', async () => {
    const { desk, arrives, begins } = stage()
    const mehmet = await desk.person('agent')
    const [ayse, veli] = [await arrives(), await arrives()]
    const sent = await uploads(ayse, png, 'gül.png', 'image/png')
    expect(sent.status).to.equal(201)
    const file = (await sent.json()) as { id: string; name: string; type: string; size: number; url: string }
    expect(file).to.include({ name: 'gül.png', type: 'image/png', size: png.length })
    const before = await get(`${file.url}?token=${ayse.session.token}`)
    expect(before.status, 'before it is sent').to.equal(404)
    const stolen = await veli.say('Bu benim', { attachments: [file.id] })
    expect(stolen).to.deep.equal({ error: { code: 'attachment_not_usable' } })
    const ticket = await begins(ayse, 'Fotoğrafı burada', { attachments: [file.id] })
    const message = await ayse.message(({ attachments }) => attachments.length === 1)
    expect(message.attachments[0]).to.include({
      id: file.id,
      name: 'gül.png',
      url: `/widget/files/${file.id}`,
    })
    const seen = await get(`${file.url}?token=${ayse.session.token}`)
    expect(Buffer.from(await seen.arrayBuffer()).equals(png)).to.equal(true)
    expect(seen.headers.get('content-security-policy')).to.include('sandbox')
    expect(seen.headers.get('cross-origin-resource-policy')).to.equal('cross-origin')
    await begins(veli, 'Kargom nerede?')
    expect((await get(`${file.url}?token=${veli.session.token}`)).status).to.equal(404)
    expect((await get(file.url)).status).to.equal(401)
    expect((await mehmet.get(`/api/v1/attachments/${file.id}`)).status).to.equal(200)
    const row = await Attachment.findById(file.id).lean<AttachmentRecord>()
    expect(row!.ticket!.equals(ticket._id)).to.equal(true)
    const again = await ayse.say('Bir daha', { attachments: [file.id] })
    expect(again).to.deep.equal({ error: { code: 'attachment_not_usable' } })
  })

  it('believes the bytes and not the name, and takes nothing that could run, nothing large and nothing from nobody', async () => {
    const { app, arrives } = stage()
    const ayse = await arrives()
    const page = Buffer.from('<html><script>alert(1)</script></html>')
    for (const [name, type] of [['gül.png', 'image/png'], ['a.html', 'text/html'], ['a.svg', 'image/svg+xml'], ['a.pdf', 'application/pdf']] as const)
      expect((await uploads(ayse, page, name, type)).status, name).to.equal(415)
    expect((await uploads(ayse, Buffer.from('%PDF-1.7\n%âãÏÓ\n'), 'fatura.pdf', 'text/html')).status).to.equal(201)
    expect((await uploads(ayse, Buffer.alloc(10 * 1024 * 1024 + 1), 'a.png', 'image/png')).status).to.equal(413)
    const nobody = await fetch(`${app.url}/widget/uploads`, { method: 'POST', body: new FormData() })
    expect(nobody.status).to.equal(401)
    expect(await Attachment.countDocuments()).to.equal(1)
  }) // prettier-ignore
})
