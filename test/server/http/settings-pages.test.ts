import { expect } from 'chai'
import * as users from '../../../server/models/users/index.js'
import { useApp } from '../../support/app.js'
import { makeClient } from '../../support/client.js'
import { useDatabase } from '../../support/database.js'
import { openDesk } from '../../support/desk.js'
import { goodPassword } from '../../support/people.js'
import { supportAddress } from '../../support/worker.js'

describe('settings without JavaScript', () => {
  useDatabase()
  const app = useApp()

  it('show every page of the settings to an admin, and none of them to an agent', async () => {
    const desk = await openDesk(app())
    const [admin, agent] = [await desk.person('admin'), await desk.person('agent')]
    const account = `/settings/email-accounts/${desk.account._id.toHexString()}`
    for (const path of [
      '/outbox',
      '/settings/channels',
      '/settings/email-accounts',
      '/settings/email-accounts/new',
      account,
      '/settings/rules',
      '/settings/rules/new',
      '/settings/quarantine',
      '/settings/users',
      '/settings/system',
    ]) {
      const page = await admin.get(path, { accept: 'text/html' })
      expect([path, page.status]).to.deep.equal([path, 200])
      expect(page.text, path).to.include('</html>')
      expect((await agent.get(path, { accept: 'text/html' })).status, path).to.equal(403)
    }
  })

  it('add, change and rotate an e-mail account without ever showing its secrets', async () => {
    const desk = await openDesk(app())
    const admin = await desk.person('admin')
    const fields = {
      name: 'Kargo',
      addresses: 'kargo@shop.example',
      locale: 'tr',
      fallbackCharset: 'utf-8',
      acknowledge: 'on',
      smtpUrl: 'smtp://ali:gizli-parola@mail.example',
    }
    const made = await admin.form('/settings/email-accounts', fields)
    const page = made.headers.get('location')!
    expect(page).to.match(/^\/settings\/email-accounts\/[0-9a-f]{24}$/)
    const shown = await admin.get(page)
    expect(shown.text).to.include('kargo@shop.example').and.not.include('gizli-parola')
    const rotated = await admin.form(`${page}/secret`, {})
    const secret = /<code class="secret">([0-9a-z]{40,})<\/code>/.exec(rotated.text)![1]!
    expect((await admin.get(page)).text).to.not.include(secret)
    const stale = await admin.form(page, { ...fields, version: '1' })
    expect(stale.status).to.equal(409)
  })

  it('say beside its field what is wrong with an e-mail account, and whose address it is already', async () => {
    const admin = await (await openDesk(app())).person('admin')
    const fields = { name: 'Kargo', locale: 'tr', fallbackCharset: 'utf-8' }
    const bad = await admin.form('/settings/email-accounts', { ...fields, addresses: '', smtpUrl: 'http://mail.example' })
    expect(bad.status).to.equal(422)
    expect(bad.text).to.include('href="#f-addresses"').and.include('href="#f-smtpUrl"')
    const taken = await admin.form('/settings/email-accounts', { ...fields, addresses: supportAddress })
    expect(taken.status).to.equal(422)
    expect(taken.text).to.match(/id="f-addresses"[^>]*aria-invalid="true"/)
  }) // prettier-ignore

  it('invite a colleague who then signs in by the link, and take their access away again', async () => {
    const desk = await openDesk(app())
    const admin = await desk.person('admin')
    const invited = await admin.form('/settings/users', {
      email: 'yeni@shop.example',
      name: 'Yeni Kişi',
      role: 'agent',
    })
    const url = /<code class="secret">([^<]+)<\/code>/.exec(invited.text)![1]!.replace(/&#x3D;/g, '=')
    const fresh = makeClient(app().url)
    const path = new URL(url).pathname
    expect((await fresh.get(path)).text).to.include('yeni@shop.example')
    expect((await fresh.form(path, { name: 'Yeni Kişi', password: goodPassword })).status).to.equal(303)
    expect((await fresh.get('/api/v1/me')).body).to.include({ email: 'yeni@shop.example' })
    const user = (await users.byEmail('yeni@shop.example'))!
    await admin.form(`/settings/users/${user._id.toHexString()}/deactivation`, {})
    expect((await fresh.get('/api/v1/me')).status).to.equal(401)
  })

  it('add a rule that then judges, try a text, switch it off and delete it', async () => {
    const desk = await openDesk(app())
    const manager = await desk.person('manager')
    const rule = {
      target: 'priority:urgent',
      locale: 'any',
      words: 'zehirlendim',
      phrases: '',
      stems: '',
      weight: '9',
      enabled: 'on',
    }
    expect((await manager.form('/settings/rules', { ...rule, words: '' })).status).to.equal(422)
    expect((await manager.form('/settings/rules', rule)).status).to.equal(303)
    const tried = await manager.form('/settings/rules/test', { text: 'Dün akşam zehirlendim' })
    expect(tried.text).to.include('test-result').and.include('zehirlendim')
    const id = /\/settings\/rules\/([0-9a-f]{24})"/.exec((await manager.get('/settings/rules')).text)![1]!
    expect((await manager.form(`/settings/rules/${id}/state`, { enabled: 'false' })).status).to.equal(303)
    expect((await manager.form(`/settings/rules/${id}`, { _method: 'delete' })).status).to.equal(303)
    expect((await manager.get('/settings/rules')).text).to.not.include(id)
  })

  it('speak the language that the reader has chosen', async () => {
    const visitor = makeClient(app().url)
    await users.createFirstAdmin({
      email: 'a@shop.example',
      name: 'A',
      password: goodPassword,
      locale: 'tr',
      timeZone: 'Europe/Istanbul',
    })
    expect((await visitor.get('/sign-in', { 'accept-language': 'tr-TR,tr;q=0.9,en;q=0.8' })).text).to.include(
      '<html lang="tr"',
    )
    expect((await visitor.get('/sign-in', { 'accept-language': 'en-GB' })).text).to.include('<html lang="en"')
    expect(
      (await visitor.get('/sign-in', { 'accept-language': 'en-GB', cookie: 'redress.locale=tr' })).text,
    ).to.include('<html lang="tr"')
    const signedIn = await visitor.signIn('a@shop.example')
    expect((await signedIn.get('/', { 'accept-language': 'en' })).text).to.include('<html lang="tr"')
    await signedIn.form('/preferences', { locale: 'en' })
    expect((await signedIn.get('/')).text).to.include('<html lang="en"')
    expect((await users.byEmail('a@shop.example'))!.locale).to.equal('en')
  })
})
