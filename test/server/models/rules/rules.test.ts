import { expect } from 'chai'
import { seconds, travel } from '../../../../server/lib/clock.js'
import { system } from '../../../../server/models/actor.js'
import { Audit } from '../../../../server/models/audits/index.js'
import * as categories from '../../../../server/models/categories/index.js'
import { categorise } from '../../../../server/models/intake/categorise.js'
import * as rules from '../../../../server/models/rules/index.js'
import { KnowledgeVersionModel } from '../../../../server/models/rules/knowledge.js'
import { useDatabase } from '../../../support/database.js'
import { colleague, failure } from '../../../support/people.js'

const by = { actor: system }
const rule: rules.RuleInput = {
  kind: 'category',
  locale: 'tr',
  match: { words: ['zürafa'], phrases: [], stems: [] },
  target: 'out_of_stock',
  weight: 4,
  enabled: true,
}
const found = async (text: string): Promise<string> => categorise(text, await rules.loadKnowledge()).category

describe('categorising rules', () => {
  useDatabase()
  beforeEach(() => categories.seedCategories())

  it('act at once when made, changed, switched off and removed', async () => {
    expect(await found('ZÜRAFA')).to.equal('other')
    const made = await rules.create(rule, by)
    const id = made._id.toHexString()
    expect(await found('ZÜRAFA')).to.equal('out_of_stock')
    await rules.update(id, { target: 'payment_method' }, by)
    expect(await found('zurafa')).to.equal('payment_method')
    await rules.update(id, { enabled: false }, by)
    expect(await found('zürafa')).to.equal('other')
    await rules.remove(id, by)
    expect((await rules.list()).items).to.deep.equal([])
    expect(await Audit.countDocuments({ 'thing.kind': 'rule' })).to.equal(4)
  })

  it('made in another process act within five seconds', async () => {
    expect(await found('zürafa')).to.equal('other')
    const at = new Date()
    await rules.Rule.create({ ...rule, by: null, createdAt: at, updatedAt: at })
    await KnowledgeVersionModel.updateOne({ _id: 'rules' }, { $inc: { version: 1 } }, { upsert: true })
    travel(seconds(5))
    expect(await found('zürafa')).to.equal('out_of_stock')
  })

  it('are refused with the part at fault, and change nothing', async () => {
    const faults: [string, Partial<rules.RuleInput>][] = [
      ['target', { target: 'no_such_category' }],
      ['target', { kind: 'priority', target: 'out_of_stock' }],
      ['weight', { weight: 11 }],
      ['weight', { weight: Number.NaN }],
      ['locale', { locale: 'de' as never }],
      ['match', { match: { words: [], phrases: [' '], stems: [] } }],
      ['match', { match: { words: ['iki kelime'], phrases: [], stems: [] } }],
      ['match', { match: { words: ['?'], phrases: [], stems: [] } }],
      ['match', { match: { words: ['x'.repeat(101)], phrases: [], stems: [] } }],
    ]
    for (const [part, changes] of faults) {
      const { code, details } = await failure(rules.create({ ...rule, ...changes }, by))
      expect({ code, part: (details as { part: string }).part }, JSON.stringify(changes)).to.deep.equal({
        code: 'bad_rule',
        part,
      })
    }
    expect(await rules.Rule.countDocuments()).to.equal(0)
    expect(await Audit.countDocuments()).to.equal(0)
  })

  it('belong to managers, not to agents', async () => {
    const { actor: agent } = await colleague('agent')
    const { actor: manager } = await colleague('manager')
    expect((await failure(rules.create(rule, { actor: agent }))).code).to.equal('not_allowed')
    expect((await rules.create(rule, { actor: manager })).by).to.equal(manager.id)
  })

  it('of the starter set are added once, and what people switched off stays off', async () => {
    await rules.seedRules()
    const count = await rules.Rule.countDocuments()
    expect(count).to.equal(rules.starterRules.length)
    const first = (await rules.list({ limit: 1 })).items[0]!
    await rules.update(first._id.toHexString(), { enabled: false }, by)
    await rules.seedRules()
    expect(await rules.Rule.countDocuments()).to.equal(count)
    expect((await rules.Rule.findById(first._id).orFail().lean()).enabled).to.equal(false)
    expect(await found('kargom hâlâ gelmedi')).to.not.equal('payment_method')
  })

  it('are listed page by page, each once', async () => {
    await rules.seedRules()
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await rules.list({ limit: 25, ...(cursor === undefined ? {} : { cursor }) })
      seen.push(...page.items.map(({ _id }) => _id.toHexString()))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(new Set(seen).size).to.equal(seen.length).and.equal(rules.starterRules.length)
    expect((await failure(rules.list({ cursor: 'x' }))).code).to.equal('bad_cursor')
  })
})

describe('categories', () => {
  useDatabase()
  beforeEach(() => categories.seedCategories())

  it('are there in both languages, and a second seeding leaves a new name alone', async () => {
    const names = { tr: 'Geç gelen', en: 'Came late' }
    await categories.update('delivery_late_or_missing', { names, defaultPriority: 'high' }, by)
    await categories.seedCategories()
    const all = await categories.list()
    expect(all).to.have.length(16)
    expect(all.find(({ key }) => key === 'delivery_late_or_missing')).to.deep.include({
      names,
      defaultPriority: 'high',
    })
  })

  it('are chosen no more once retired; other cannot be retired', async () => {
    await rules.create(rule, by)
    await categories.retire('out_of_stock', by)
    expect(await found('zürafa')).to.equal('other')
    expect((await failure(categories.retire('other', by))).code).to.equal('category_needed')
    expect((await failure(categories.retire('no_such', by))).code).to.equal('category_not_found')
  })

  it("of one's own need a new key and a name in both languages", async () => {
    const own = {
      key: 'gift_wrapping',
      names: { tr: 'Hediye paketi', en: 'Gift wrapping' },
      defaultPriority: 'low',
    } as const
    await categories.create(own, by)
    expect((await failure(categories.create(own, by))).code).to.equal('category_exists')
    const nameless = { ...own, key: 'x_y', names: { tr: ' ', en: 'x' } }
    expect((await failure(categories.create(nameless, by))).code).to.equal('bad_category')
    await rules.create({ ...rule, target: 'gift_wrapping' }, by)
    expect(await found('zürafa')).to.equal('gift_wrapping')
  })
})
