import { now } from '../../lib/clock.js'
import { Template, type TemplateRecord } from '../templates/index.js'
import { Playbook, type PlaybookRecord } from './playbook.js'
import { starterPlaybooks } from './starter.js'
import { anyCategory, type StarterPlaybook } from './starter-steps.js'

/** Adds the starter playbooks and their words that are not there; what people have changed stays. */
export async function seedPlaybooks(): Promise<void> {
  const at = now()
  const stamps = { createdAt: at, updatedAt: at }
  await Template.bulkWrite(
    starterPlaybooks.flatMap(templatesOf).map(({ key, locale, channel, ...rest }) => ({
      updateOne: {
        filter: { key, locale, channel },
        update: { $setOnInsert: { ...rest, ...stamps } },
        upsert: true,
      },
    })),
  )
  await Playbook.bulkWrite(
    starterPlaybooks.map(({ key, names, categories, steps }) => ({
      updateOne: {
        filter: { key },
        update: {
          $setOnInsert: { names, categories, steps: steps.map(({ tr, en, words }, index) => ({ texts: { tr, en }, template: words ? templateKey(key, index) : null })), ...stamps },
        },
        upsert: true,
      },
    })),
  )
} // prettier-ignore

/** A playbook with the words of its steps, by template key, in one language. */
export interface OfferedPlaybook {
  playbook: PlaybookRecord
  words: ReadonlyMap<string, string>
}

/** The playbooks for a category, those that help with everything last; with their words in the customer's language. */
export async function playbooksFor(category: string, locale: 'tr' | 'en'): Promise<OfferedPlaybook[]> {
  const [own, general] = await Promise.all([category, anyCategory].map(ofCategory))
  const found = [...(own ?? []), ...(general ?? [])]
  const words = await wordsOf(found.flatMap(({ steps }) => steps.flatMap(({ template }) => template ?? [])), locale) // prettier-ignore
  return found.map((playbook) => ({ playbook, words }))
}

/** A playbook by its key, or null. */
export async function playbookByKey(key: string): Promise<PlaybookRecord | null> {
  return Playbook.findOne({ key }).lean<PlaybookRecord>()
}

/** The words of a playbook's step for the customer; '' where there are none. */
export async function stepWords(key: string, step: number, locale: 'tr' | 'en'): Promise<string> {
  const template = (await playbookByKey(key))?.steps[step]?.template
  return template ? ((await wordsOf([template], locale)).get(template) ?? '') : ''
}

async function ofCategory(category: string): Promise<PlaybookRecord[]> {
  return Playbook.find({ categories: category }).sort({ _id: 1 }).limit(10).lean<PlaybookRecord[]>()
}

async function wordsOf(keys: string[], locale: 'tr' | 'en'): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map()
  const filter = { key: { $in: keys }, locale, channel: 'any' as const }
  const found = await Template.find(filter).limit(200).lean<TemplateRecord[]>()
  return new Map(found.map(({ key, body }) => [key, body]))
}

function templatesOf({ key, names, steps }: StarterPlaybook) {
  return steps.flatMap(({ words }, index) =>
    words
      ? (['tr', 'en'] as const).map((locale) => ({ key: templateKey(key, index), locale, channel: 'any' as const, subject: names[locale], body: words[locale], versions: [] }))
      : [],
  )
} // prettier-ignore

function templateKey(playbook: string, step: number): string {
  return `playbook_${playbook}_${step + 1}`
}
