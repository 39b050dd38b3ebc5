import { expect } from 'chai'
import { createHmac } from 'node:crypto'
import { SignJWT } from 'jose'
import { Chat } from '../../server/models/chats/index.js'
import {
  Customer,
  Identity,
  type CustomerRecord,
  type IdentityRecord,
} from '../../server/models/customers/index.js'
import { useChat } from '../support/chat-desk.js'
import { useDatabase } from '../support/database.js'
import { askSession } from '../support/visitor.js'

const identifySecret = 'mağazanın sunucusundaki gizli anahtar'
const hash = (id: string): string => createHmac('sha256', identifySecret).update(id).digest('hex')
const member = (id: string, more = {}) => ({ user: { id, hash: hash(id), ...more } })
const jwt = (claims: Record<string, unknown>): Promise<string> =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(identifySecret))

describe('a member of the shop in its chat', () => {
  useDatabase()
  const stage = useChat({ settings: { identity: 'optional' }, secrets: { identifySecret } })

  it('is one customer on two devices, and finds the talk again on the second', async () => {
    const { arrives, begins } = stage()
    const phone = await arrives(member('u-17', { name: 'Ayşe' }))
    const ticket = await begins(phone, 'Güllerim solmuş geldi')
    const laptop = await arrives({ user: { jwt: await jwt({ sub: 'u-17', email: 'ayse@posta.example' }) } })
    expect(laptop.session.visitor).to.equal(phone.session.visitor)
    expect(laptop.session.conversation!.publicId).to.equal(ticket.publicId)
    await laptop.say('Fotoğrafını da çekeyim mi?')
    await phone.message(({ text }) => text === 'Fotoğrafını da çekeyim mi?')
    expect(await Customer.countDocuments()).to.equal(1)
    const identities = await Identity.find().lean<IdentityRecord[]>()
    expect(identities.map(({ type, value, proof }) => `${type} ${value} ${proof}`)).to.include.members([
      'shop_user u-17 signed', 'email ayse@posta.example signed',
    ])
  }) // prettier-ignore

  it('who cannot be verified is told so, and nothing is bound', async () => {
    const { app, arrives } = stage()
    const ayse = await arrives()
    const forged = await askSession(app.url, {
      token: ayse.session.token,
      user: { id: 'u-17', hash: hash('u-18') },
    })
    expect(forged.status).to.equal(403)
    expect(forged.body.error!.code).to.equal('identity_invalid')
    expect(await Chat.countDocuments({ shopUser: { $exists: true } })).to.equal(0)
  })

  it('is never mixed with the next person on the same browser', async () => {
    const { app, arrives, begins } = stage()
    const ayse = await arrives(member('u-17'))
    await begins(ayse, 'Güllerim solmuş geldi')
    const veli = await askSession(app.url, { token: ayse.session.token, ...member('u-18') })
    expect(veli.status).to.equal(200)
    expect(veli.body.visitor).not.to.equal(ayse.session.visitor)
    expect(veli.body.conversation).to.equal(null)
    const back = await askSession(app.url, { token: veli.body.token, ...member('u-17') })
    expect(back.body.visitor).to.equal(ayse.session.visitor)
  })

  it('keeps the talk that was begun before signing in', async () => {
    const { app, arrives, begins } = stage()
    const ayse = await arrives()
    const ticket = await begins(ayse, 'Güllerim solmuş geldi')
    const signedIn = await askSession(app.url, { token: ayse.session.token, ...member('u-17') })
    expect(signedIn.body.visitor).to.equal(ayse.session.visitor)
    expect(signedIn.body.conversation!.publicId).to.equal(ticket.publicId)
  })

  it('does not become whoever they say they are by typing an address', async () => {
    const { arrives, begins } = stage()
    const ayse = await arrives({ user: { jwt: await jwt({ sub: 'u-17', email: 'ayse@posta.example' }) } })
    await begins(ayse, 'Güllerim solmuş geldi')
    const other = await arrives()
    const theirs = await begins(other, 'Siparişim nerede?', {
      contact: { name: 'Ayşe', email: 'ayse@posta.example' },
    })
    expect(await Customer.countDocuments()).to.equal(2)
    const claimed = await Customer.findById(theirs.customer).lean<CustomerRecord>()
    expect(claimed!.claims!.map(({ value }) => value)).to.deep.equal(['ayse@posta.example'])
  })
})

describe('a chat for members only', () => {
  useDatabase()
  const stage = useChat({ settings: { identity: 'required' }, secrets: { identifySecret } })

  it('asks who one is, and lets a member in', async () => {
    const { app, arrives, begins } = stage()
    const stranger = await askSession(app.url)
    expect(stranger.status).to.equal(403)
    expect(stranger.body.error!.code).to.equal('identity_required')
    await begins(await arrives(member('u-17')), 'Güllerim solmuş geldi')
  })
})
