import { expect } from 'chai'
import { seconds, travel } from '../../../../server/lib/clock.js'
import { system } from '../../../../server/models/actor.js'
import * as audits from '../../../../server/models/audits/index.js'
import * as settings from '../../../../server/models/settings/index.js'
import { useDatabase } from '../../../support/database.js'
import { failure } from '../../../support/people.js'

const by = { actor: system, ip: '192.0.2.1' }
const defaults: settings.Settings = {
  organisationName: 'Redress',
  defaultLocale: 'tr',
  timeZone: 'Europe/Istanbul',
  workingAddress: 'support@redress.localhost',
  blockedLinkHosts: [],
}

describe('settings', () => {
  useDatabase()

  it('come from the configuration until somebody sets them', async () => {
    expect(await settings.all(defaults)).to.deep.equal(defaults)
    await settings.set({ organisationName: 'Çiçek Dükkânı', defaultLocale: 'en' }, by)
    expect(await settings.all(defaults)).to.deep.equal({
      ...defaults,
      organisationName: 'Çiçek Dükkânı',
      defaultLocale: 'en',
    })
    expect(await settings.get('workingAddress')).to.equal(undefined)
  })

  it('are refused all together when one is wrong', async () => {
    const wrong = settings.set({ organisationName: 'Yeni', timeZone: 'Mars/Olympus' }, by)
    expect(await failure(wrong))
      .to.deep.include({ code: 'bad_setting' })
      .and.nested.include({ 'details.name': 'timeZone' })
    expect((await failure(settings.set({ constructor: 'x' } as never, by))).code).to.equal('bad_setting')
    expect(await settings.all(defaults)).to.deep.equal(defaults)
  })

  it('set by another process are seen within five seconds', async () => {
    await settings.all(defaults)
    await settings.Setting.create({ _id: 'organisationName', value: 'Başka', updatedAt: new Date() })
    travel(seconds(5))
    expect(await settings.get('organisationName')).to.equal('Başka')
  })

  it('leave one audit row for each change, the newest first in the list', async () => {
    await settings.set({ organisationName: 'Bir' }, by)
    await settings.set({ organisationName: 'İki' }, by)
    const { items } = await audits.list()
    expect(items.map(({ after }) => after)).to.deep.equal([
      { organisationName: 'İki' },
      { organisationName: 'Bir' },
    ])
    expect(items[0]).to.deep.include({ before: { organisationName: 'Bir' }, ip: '192.0.2.1' })
  })
})
