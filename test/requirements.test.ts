import { expect } from 'chai'
import ts from 'typescript'
import { requirements } from './requirements.js'
import { filesUnder, parse } from './support/sources.js'

/** Every number that a test's title names, with the tests that do. */
const named = new Map<string, string[]>()
for (const path of filesUnder('test', (file) => file.endsWith('.test.ts')))
  for (const title of titlesIn(path))
    for (const [id] of title.matchAll(/\bR-\d\d\b/g))
      named.set(id, [...(named.get(id) ?? []), `${path}: ${title}`])

describe('The requirements', () => {
  it('are the sixty-five, each once', () => {
    const expected = Array.from({ length: 65 }, (_, n) => `R-${String(n + 1).padStart(2, '0')}`)
    expect(requirements.map(({ id }) => id)).to.deep.equal(expected)
  })

  it('say where they come from, and why where they are not met yet', () => {
    for (const { id, source, text, state, reason } of requirements) {
      expect(source, id).to.match(/^D[0-4]:\d+/)
      expect(text, id).to.match(/^\p{Lu}.{15,}\.$/u)
      if (state !== 'tested') expect(reason, id).to.be.a('string').with.length.greaterThan(10)
    }
  })

  for (const { id, text, state } of requirements) {
    if (state === 'tested')
      it(`has a test for ${id.replace('-', ' ')}: ${text}`, () => {
        expect(named.get(id) ?? [], 'a test whose title names it').to.not.be.empty
      })
  }

  it('call nothing unmet that a test already proves', () => {
    const unmet = requirements.filter(({ state }) => state !== 'tested').map(({ id }) => id)
    expect(
      unmet.filter((id) => named.has(id)).map((id) => `${id}: ${named.get(id)?.join(', ') ?? ''}`),
    ).to.deep.equal([])
  })

  it('are named by number only where they are known', () => {
    const known = new Set(requirements.map(({ id }) => id))
    expect([...named.keys()].filter((id) => !known.has(id))).to.deep.equal([])
  })
})

/** The titles of a file's tests. */
function titlesIn(path: string): string[] {
  const titles: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'it') {
      const [title] = node.arguments
      if (title && ts.isStringLiteralLike(title)) titles.push(title.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(parse(path))
  return titles
}
