import { expect } from 'chai'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nowMs } from '../../server/lib/clock.js'
import { render, templateNames, viewsFolder } from '../../views/templates.js'
import type { PageViews, PartialViews, RenderEnv, TicketRowView } from '../../views/types.js'
import { chrome, conversation, examplePages, examplePartials, list, message, row } from './examples.js'

const names = [
  'inbox.js',
  'texts-tr.js',
  'texts-en.js',
  'public.js',
  'theme.js',
  'widget.js',
  'app.css',
  'widget.css',
  'icons.svg',
  'favicon.svg',
]
const assets = Object.fromEntries(names.map((name) => [name, `/assets/${name}`]))
const env = (changes: Partial<RenderEnv> = {}): RenderEnv => ({
  locale: 'tr',
  timeZone: 'Europe/Istanbul',
  theme: 'light',
  assets,
  ...changes,
})

describe('templates', () => {
  const pages = examplePages(nowMs())
  const partials = examplePartials(nowMs())

  for (const locale of ['tr', 'en'] as const) {
    for (const name of Object.keys(pages) as (keyof PageViews)[])
      it(`render ${name} in ${locale} with every value in its place`, () => {
        const html = render(name, pages[name], env({ locale }))
        expect(html).to.include(`<html lang="${locale}"`)
        expectWhole(html)
      })
    for (const name of Object.keys(partials) as (keyof PartialViews)[])
      it(`render ${name} in ${locale} with every value in its place`, () => {
        expectWhole(render(name, partials[name], env({ locale })))
      })
  }

  it('have an example for every page there is', () => {
    expect(Object.keys(pages).sort()).to.deep.equal(templateNames('pages').map((name) => `pages/${name}`))
  })

  it('escape what customers write, in text and in attributes', () => {
    const html = render('tickets/row', row(nowMs(), { subject: '<img src=x onerror=alert(1)>', customerName: '"><b>' }), env())
    expect(html).to.include('&lt;img src&#x3D;x onerror&#x3D;alert(1)&gt;').and.to.include('&quot;&gt;&lt;b&gt;')
    expect(html).not.to.match(/<img|<b>/)
  }) // prettier-ignore

  it('make links of web addresses without letting markup or other schemes through', () => {
    const text = 'https://ornek.com/a?b=1&c=2, javascript:alert(1) <a href="x">'
    const html = render('messages/message', message(nowMs(), { text }), env())
    expect(html).to.include('<a href="https://ornek.com/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer nofollow">')
    expect(html).not.to.include('href="javascript').and.not.to.include('<a href="x"')
  }) // prettier-ignore

  it('never put script or style into the page itself, which the policy forbids', () => {
    for (const name of Object.keys(pages) as (keyof PageViews)[]) {
      const html = render(name, pages[name], env())
      expect(html, name).not.to.match(
        /\sstyle="|<style|\son[a-z]+="|<script(?![^>]*(src=|application\/json))/,
      )
    }
  })

  it('keep boot data inside its script element whatever a name holds', () => {
    const view = {
      ...pages['pages/outbox'],
      chrome: { ...chrome, me: { ...chrome.me, name: '</script><b>' } },
    }
    const html = render('pages/outbox', view, env())
    const boot = /<script type="application\/json" id="boot">(.*?)<\/script>/s.exec(html)?.[1] ?? ''
    expect((JSON.parse(boot) as { me: { name: string } }).me.name).to.equal('</script><b>')
  })

  it('refuse a view that lacks a value, instead of showing a gap', () => {
    const broken = without('subject')
    const blind = without('preview')
    expect(() => render('tickets/row', blind as never, env())).to.throw(/preview/)
    // A value only asked after in a condition is not missed by Handlebars; the types are what keeps it there.
    expect(render('tickets/row', broken as never, env())).to.include('(konu yok)')
  })

  it('show nothing that comes from a prototype, so that a record cannot leak by mistake', () => {
    class Ticket {
      get preview(): string {
        return 'from the prototype'
      }
    }
    const record = Object.assign(new Ticket(), without('preview'))
    expect(record.preview).to.equal('from the prototype')
    expect(render('tickets/row', record, env())).not.to.include('from the prototype')
  })

  it('use triple braces only where a layout puts in its own body', () => {
    for (const folder of ['layouts', 'pages', 'partials', 'mail'])
      for (const name of templateNames(folder)) {
        const source = readFileSync(join(viewsFolder, folder, `${name}.hbs`), 'utf8')
        const found = source.match(/\{\{\{[^}]*\}\}\}|\{\{&[^}]*\}\}/g) ?? []
        expect(found, name).to.deep.equal(folder === 'layouts' ? ['{{{body}}}'] : [])
      }
  })

  it('are the same for every reader: nothing pushed tells who is looking', () => {
    const html = ['tickets/row', 'tickets/header', 'messages/message'].map((name) =>
      render(name as 'tickets/row', partials[name as 'tickets/row'], env()),
    )
    for (const one of html) expect(one).not.to.match(/is-mine|is-unread|is-selected/)
  })

  it('offer a next action wherever a list is empty', () => {
    for (const empty of ['first_run', 'search', 'view'] as const) {
      const view = { ...pages['pages/inbox'], list: list(nowMs(), { rows: [], empty, nextHref: '' }), conversation: null }
      expect(render('pages/inbox', view, env())).to.match(/data-list-empty[\s\S]*<a class="btn/)
    }
    for (const [name, key] of [['pages/outbox', 'entries'], ['pages/settings/rules', 'rules'], ['pages/settings/quarantine', 'entries'], ['pages/settings/email-accounts', 'accounts'], ['pages/settings/channels', 'accounts']] as const)
      expect(render(name, { ...pages[name], [key]: [] }, env()), name).to.match(/empty-state[\s\S]*<a class="btn/)
  }) // prettier-ignore

  it('link each fault at the top to its field, which keeps what was typed', () => {
    const html = render('pages/new-conversation', pages['pages/new-conversation'], env())
    expect(html).to.include('<a href="#f-address">').and.to.match(/id="f-address"[^>]*value="ayse@"[^>]*aria-invalid="true"/)
  }) // prettier-ignore

  it('say plainly that mail is kept when no server is set, and not otherwise', () => {
    const { chrome: own, ...rest } = pages['pages/outbox']
    const off = render('pages/outbox', { ...rest, chrome: { ...own, mailConfigured: false } }, env())
    const ready = render('pages/outbox', { ...rest, chrome: { ...own, mailConfigured: true } }, env())
    expect(off).to.include('iletiler saklanıyor, gönderilmiyor')
    expect(ready).not.to.include('iletiler saklanıyor')
  })

  it('let only notes be written where a reply cannot leave', () => {
    const { composer } = conversation(nowMs())
    const view = conversation(nowMs(), { composer: { ...composer, canReply: false, kind: 'note' } })
    const html = render('tickets/conversation', view, env())
    expect(html)
      .to.match(/value="reply" disabled/)
      .and.to.match(/value="note" checked/)
  })

  it('show times in the zone they are given, whatever the machine’s is', () => {
    const view = message(nowMs(), { at: '2026-01-15T21:30:00.000Z' })
    expect(render('messages/message', view, env())).to.include('>00:30</time>')
    expect(render('messages/message', view, env({ timeZone: 'America/New_York' }))).to.include(
      '>16:30</time>',
    )
  })
})

/** A row that lacks one of its values, as a fault in a presenter would leave it. */
function without<K extends keyof TicketRowView>(name: K): Omit<TicketRowView, K> {
  return Object.fromEntries(Object.entries(row(nowMs())).filter(([key]) => key !== name)) as Omit<
    TicketRowView,
    K
  >
}

/** No gap, no key in place of a text, no object in place of a value. */
function expectWhole(html: string): void {
  expect(html).not.to.match(/undefined|\[object|\bNaN\b|\{\{/)
  const shown = html.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<[^>]*>/g, '\n')
  expect(shown).not.to.match(/^\s*[a-z_]+\.[a-z_.]+\s*$/m)
}
