import { fold } from '../../lib/fold.js'

/** How the tag for legal action is written; spaces, hyphens and underscores are the same. */
const legal = new Set(
  ['legal', 'legal action', 'lawsuit', 'hukuk', 'hukuki', 'hukuki işlem', 'yasal', 'yasal işlem', 'dava'].map(
    fold,
  ),
)

/** Whether a tag says that the law is called on. */
export function isLegal(tag: string): boolean {
  return legal.has(fold(tag.replace(/[\s_-]+/g, ' ').trim()))
}
