import { expect } from 'chai'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { becauseCodes } from '../../server/models/because.js'
import { channelNames } from '../../server/models/intake/message-shapes.js'
import { packageRoot } from '../../views/assets.js'
import { errorText, readTexts, translator } from '../../views/i18n.js'
import type { Texts } from '../../views/helpers/translate.js'
import { templateNames, viewsFolder } from '../../views/templates.js'

const tr = flat(readTexts('tr'))
const en = flat(readTexts('en'))

describe('texts', () => {
  it('exist under the same keys in Turkish and in English', () => {
    expect([...tr.keys()].sort()).to.deep.equal([...en.keys()].sort())
  })

  it('name the same values in both languages', () => {
    for (const [key, text] of tr) expect(valuesIn(en.get(key) ?? ''), key).to.deep.equal(valuesIn(text))
  })

  it('exist for every key that a template names', () => {
    for (const folder of ['layouts', 'pages', 'partials', 'mail'])
      for (const name of templateNames(folder)) {
        const source = readFileSync(join(viewsFolder, folder, `${name}.hbs`), 'utf8')
        for (const [, key = ''] of source.matchAll(/[{(]t '([^']+)'/g))
          expect(tr.has(key) || tr.has(`${key}_other`), `${name}: ${key}`).to.equal(true)
      }
  })

  it('exist for every error code that the code can raise', () => {
    const isReason = (code: string): boolean => (becauseCodes as readonly string[]).includes(code)
    const isCheck = (code: string): boolean => tr.has(`setup.checks.${code}`)
    const missing = errorCodes().filter(
      (code) => !tr.has(`errors.${code}`) && !isReason(code) && !isCheck(code),
    )
    expect(missing).to.deep.equal([])
  })

  it('exist for every channel, reason and event that can be shown', () => {
    for (const name of channelNames) expect(tr.has(`channels.${name}`), name).to.equal(true)
    for (const code of becauseCodes) expect(tr.has(`because.${code}`), code).to.equal(true)
    for (const name of shownEvents()) expect(tr.has(`events.${name}`), name).to.equal(true)
  })

  it('choose the plural by the language’s own rule', () => {
    expect(translator('en')('tickets.new', { count: 1 })).to.equal('1 new ticket')
    expect(translator('en')('tickets.new', { count: 3 })).to.equal('3 new tickets')
    expect(translator('tr')('tickets.new', { count: 3 })).to.equal('3 yeni talep')
  })

  it('answer an unknown error code honestly, with the code', () => {
    expect(errorText('never_heard_of', 'tr')).to.equal('Beklenmeyen bir sorun oldu (never_heard_of).')
    expect(errorText('ticket_not_found', 'en')).to.equal('The ticket was not found.')
  })

  it('leave what a person wrote alone when it looks like a text’s own markup', () => {
    const said = translator('tr')('because.rule_word', { detail: '$t(errors.internal) {{x}}' })
    expect(said).to.equal('Metinde “$t(errors.internal) {{x}}” sözcüğü var')
  })
})

function flat(texts: Texts, prefix = '', into = new Map<string, string>()): Map<string, string> {
  for (const [key, value] of Object.entries(texts))
    if (typeof value === 'string') into.set(prefix + key, value)
    else flat(value, `${prefix}${key}.`, into)
  return into
}

function valuesIn(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort()
}

/** Codes as they stand in the sources: what errors of ours are made with, directly or by a helper of their name. */
function errorCodes(): string[] {
  const sources = ['server', 'channels', 'jobs', 'views'].flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(packageRoot, folder, file), 'utf8')),
  )
  const classes = new Set(['AppError', 'Invalid', 'Conflict', 'NotFound', 'Forbidden', 'ChannelRejected', 'ChannelUnavailable'])
  for (const source of [...sources, ...sources])
    for (const [, name = '', base = ''] of source.matchAll(/class (\w+) extends (\w+)/g)) if (classes.has(base)) classes.add(name)
  const raised = new RegExp(`(?:new (?:${[...classes].join('|')})|overLimit)\\(\\s*(?:\\d+,\\s*)?'([a-z][a-z0-9_]*)'`, 'g')
  const given = /\b(?:code:|failure\('\w+', '\w+',|take\(.*,) '([a-z]+(?:_[a-z0-9]+)+)'/g
  return [...new Set(sources.flatMap((source) => [...source.matchAll(raised), ...source.matchAll(given)].map((match) => match[1] ?? '')))].sort()
} // prettier-ignore

function shownEvents(): string[] {
  const source = readFileSync(join(packageRoot, 'views/present/events.ts'), 'utf8')
  return [...source.matchAll(/'((?:ticket|reply)\.\w+)'/g)].map((match) => match[1] ?? '')
}
