import { expect } from 'chai'
import { Types } from 'mongoose'
import { system } from '../../../server/models/actor.js'
import { Audit } from '../../../server/models/audits/index.js'
import {
  activityOf,
  accountForAddress,
  accountPage,
  ChannelAccountModel,
  cleanAddresses,
  createAccount,
  doorOf,
  updateAccount,
  type AccountInput,
} from '../../../server/models/channel-accounts/index.js'
import { lastDelivery, lastFailed } from '../../../server/models/channel-accounts/activity.js'
import { accept, Inbound, quarantine } from '../../../server/models/intake/index.js'
import { useDatabase } from '../../support/database.js'
import { expectIndexed } from '../../support/explain.js'
import { makeTestContext, type TestContext } from '../../support/worker.js'

const input: AccountInput = {
  channel: 'sms', key: 'bildirim', name: 'Bildirim', addresses: ['GONCA'], team: null, locale: 'tr', settings: {},
  secrets: { authToken: 'gizli' },
} // prettier-ignore

describe('accounts of channels', () => {
  useDatabase()
  let context: TestContext
  before(() => {
    context = makeTestContext()
  })
  after(() => context.close())

  it('keep addresses in the one spelling they are found by, and refuse what is none', () => {
    const clean: [AccountInput['channel'], string, string, Record<string, unknown>?][] = [
      ['email', ' Destek@Ornek.COM ', 'destek@ornek.com'],
      ['sms', '+90 532 123 45 67', '+905321234567'],
      ['sms', '0532 123 45 67', '+905321234567'],
      ['sms', 'GONCA', 'GONCA'],
      ['sms', '4455', '4455'],
      ['whatsapp', '106540352242922', '106540352242922', { provider: 'cloud' }],
      ['chat', 'https://Magaza.example:8443/', 'https://magaza.example:8443'],
      ['chat', 'http://localhost:5173', 'http://localhost:5173'],
      ['messenger', '108204545454545', '108204545454545'],
    ]
    for (const [channel, given, kept, settings] of clean)
      expect(cleanAddresses(channel, [given, '', given], settings), given).to.deep.equal([kept])
    const bad: [AccountInput['channel'], string][] = [
      ['email', 'destek'],
      ['sms', 'DAHA-UZUN-BIR-AD'],
      ['sms', '+1'],
      ['chat', 'http://magaza.example'],
      ['chat', 'https://magaza.example/sepet'],
      ['chat', '*'],
      ['telegram', 'iki sözcük'],
    ]
    for (const [channel, given] of bad) expect(() => cleanAddresses(channel, [given]), given).to.throw()
  })

  it('own an address alone on their channel, however many ask for it at once; other channels may have it too', async () => {
    const ask = (n: number) => createAccount({ ...input, key: `k${n}`, addresses: [`+4479460000${n}`, '+447946000099'] }, context.secrets)
    const asked = await Promise.allSettled([1, 2, 3, 4].map(ask))
    const refused = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as { code: string; details: object }] : []))
    expect(asked.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
    for (const { code, details } of refused) {
      expect(code).to.equal('channel_address_taken')
      expect(details).to.deep.equal({ channel: 'sms', address: '+447946000099' })
    }
    await createAccount({ ...input, channel: 'whatsapp', addresses: ['+447946000099'] }, context.secrets)
    for (const key of ['a', 'b']) await createAccount({ ...input, channel: 'chat', key, addresses: [] }, context.secrets)
    expect(await Audit.countDocuments({ action: 'channel_account.created' })).to.equal(4)
  }) // prettier-ignore

  it('are never there without the row that tells who made them, nor changed without one', async () => {
    const broken = { actor: system, ip: 'x'.repeat(100) }
    await createAccount(input, context.secrets, broken).then(
      () => expect.fail('it was made'),
      (error: unknown) => expect(error).to.be.instanceOf(Error),
    )
    expect(await ChannelAccountModel.countDocuments()).to.equal(0)
    const made = await createAccount(input, context.secrets)
    await updateAccount(made._id, 1, { name: 'Yeni' }, context.secrets, broken).catch(() => null)
    expect((await ChannelAccountModel.findById(made._id))!.name).to.equal('Bildirim')
    const rows = JSON.stringify(await Audit.find().lean())
    expect(rows).to.include('authToken').and.not.include('gizli')
  })

  it('tell their door at once what was changed in this process', async () => {
    const made = await createAccount(input, context.secrets)
    expect((await doorOf('sms', 'bildirim', context.secrets)).open.secrets['authToken']).to.equal('gizli')
    await updateAccount(made._id, 1, { secrets: { authToken: 'yeni' } }, context.secrets)
    expect((await doorOf('sms', 'bildirim', context.secrets)).open.secrets['authToken']).to.equal('yeni')
    await updateAccount(made._id, 2, { enabled: false }, context.secrets)
    const closed = await doorOf('sms', 'bildirim', context.secrets).catch((error: unknown) => error)
    expect(closed).to.have.property('code', 'channel_account_not_found')
  })

  it('know when something last came and what last went wrong', async () => {
    const made = await createAccount(input, context.secrets)
    expect(await activityOf([made])).to.deep.equal([{ lastAt: null, lastError: null }])
    const taken = await accept({ bytes: Buffer.from('a'), transport: {} }, made, context.blobs)
    await quarantine(taken.id, { code: 'form_unreadable', detail: '' })
    await accept({ bytes: Buffer.from('b'), transport: {} }, made, context.blobs)
    const [activity] = await activityOf([made])
    const newest = await Inbound.findOne({ state: 'received' }).lean()
    expect(activity!.lastAt).to.deep.equal(newest!.receivedAt)
    expect(activity!.lastError!.code).to.equal('form_unreadable')
  })

  it('are listed page by page in order of channel and key', async () => {
    for (const [channel, key] of [['sms', 'b'], ['chat', 'z'], ['sms', 'a']] as const)
      await createAccount({ ...input, channel, key, addresses: [] }, context.secrets)
    const first = await accountPage({ limit: 2 })
    expect(first.items.map(({ channel, key }) => `${channel}/${key}`)).to.deep.equal(['chat/z', 'sms/a'])
    const second = await accountPage({ limit: 2, cursor: first.next! })
    expect(second.items.map(({ key }) => key)).to.deep.equal(['b'])
    expect(second.next).to.equal(null)
    expect(await accountPage({ cursor: 'x' }).catch((error: unknown) => error)).to.have.property('code', 'bad_cursor')
  }) // prettier-ignore

  it('are found, with all that is asked about them, by an index', async () => {
    const [id, at] = [new Types.ObjectId(), { channel: 1, key: 1 } as const]
    await expectIndexed(ChannelAccountModel.find({ channel: 'sms', key: 'a' }))
    await expectIndexed(ChannelAccountModel.find({ channel: 'sms', enabled: true, addresses: { $in: ['a', 'b'] } }))
    await expectIndexed(ChannelAccountModel.find().sort(at))
    await expectIndexed(ChannelAccountModel.find({ $or: [{ channel: 'sms', key: { $gt: 'a' } }, { channel: { $gt: 'sms' } }] }).sort(at))
    await expectIndexed(lastDelivery(id))
    await expectIndexed(lastFailed(id))
    await expectIndexed(Inbound.find({ channel: 'sms', account: id, key: { $in: ['a', 'b'] } }))
    expect(await accountForAddress('kimse@ornek.com')).to.equal(null)
  }) // prettier-ignore
})
