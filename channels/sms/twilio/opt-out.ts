import { fold } from '../../../server/lib/fold.js'
import { valueOf, type Params } from './form.js'

/**
 * Words that mean it when they are the whole message: those on which Twilio itself blocks a sender
 * (support.twilio.com 223134027) and their Turkish ones. Not among them: IPTAL, which far more often asks to cancel an
 * order, and YES or EVET, which answer questions.
 */
const out = new Set([
  'stop',
  'stopall',
  'unsubscribe',
  'cancel',
  'end',
  'quit',
  'dur',
  'durdur',
  'ret',
  'cik',
])
const back = new Set(['start', 'unstop', 'basla'])

/** Whether a message takes back, or gives, leave to be written to; what Twilio says it did counts first. */
export function consentIn(params: Params, text: string): { kind: 'optout' | 'optin'; word: string } | null {
  const word = fold(text.trim())
  const done = valueOf(params, 'OptOutType').toUpperCase()
  if (done === 'STOP' || out.has(word)) return { kind: 'optout', word: word.slice(0, 40) }
  if (done === 'START' || back.has(word)) return { kind: 'optin', word: word.slice(0, 40) }
  return null
}
