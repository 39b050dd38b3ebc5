import { expect } from 'chai'
import { Inbound } from '../../../server/models/intake/index.js'
import { openAccount } from '../../../server/models/channel-accounts/index.js'
import { useApp } from '../../support/app.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'
import { rawMail } from '../../support/mail.js'

describe('the HTTP door for mail', () => {
  useDatabase()
  const app = useApp()
  const knock = async (path: string, mail: Buffer | string, secret?: string) =>
    fetch(`${app().url}/channels/email/${path}`, {
      method: 'POST',
      body: mail,
      headers: { 'content-type': 'message/rfc822', ...(secret ? { authorization: `Bearer ${secret}` } : {}) },
    })

  it('stores a mail for good before it says so, and the same mail once', async () => {
    const desk = await openDesk(app())
    const secret = openAccount(desk.account, app().context.secrets).secrets['inboundSecret']
    const mail = rawMail({ 'Message-ID': '<http-1@posta.example>' })
    const first = await knock('destek', mail, secret)
    expect(first.status).to.equal(202)
    const { id, duplicate } = (await first.json()) as { id: string; duplicate: boolean }
    expect(duplicate).to.equal(false)
    expect(await Inbound.exists({ _id: id })).to.not.equal(null)
    expect(await (await knock('destek', mail, secret)).json()).to.deep.equal({ id, duplicate: true })
  })

  it('stores nothing for who has no proof, a wrong one, or knocks where no account is', async () => {
    await openDesk(app())
    const mail = rawMail({})
    expect((await knock('destek', mail)).status).to.equal(401)
    expect((await knock('destek', mail, 'guess')).status).to.equal(401)
    expect((await knock('nobody', mail, 'guess')).status).to.equal(404)
    expect(
      (await fetch(`${app().url}/channels/nonsense/destek`, { method: 'POST', body: mail })).status,
    ).to.equal(404)
    expect(await Inbound.countDocuments({})).to.equal(0)
  })

  it('refuses a mail of more than 25 MB', async () => {
    await openDesk(app())
    expect((await knock('destek', Buffer.alloc(26 * 1024 * 1024, 'a'), 'x')).status).to.equal(413)
  })
})
