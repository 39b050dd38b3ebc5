import { toE164 } from '../../../server/lib/phone.js'
import type { CallFacts } from '../../../server/models/intake/message-shapes.js'
import type {
  ChannelAccount,
  IdentityRef,
  InboundMessage,
  NormalisedEvent,
  StoredRaw,
} from '../../channel.js'
import { fields, idText, number, readJson, text, type Loose } from '../../social/loose.js'
import { isFileUrl } from '../files.js'
import { timeOf } from '../timestamps.js'

/** A call, as far as a telephone system tells of it. */
interface Call {
  id: string
  facts: CallFacts
  /** The customer's number in E.164; null when it is withheld or no number of the public network. */
  number: string | null
  /** Our own one, where the system names it. */
  ours: string
  note: string
  endedAt: Date | null
  recording: string
}

const outcomes: Readonly<Record<string, CallFacts['outcome']>> = {
  reached: 'reached', answered: 'reached', completed: 'reached',
  no_answer: 'no_answer', missed: 'no_answer', canceled: 'no_answer', cancelled: 'no_answer', failed: 'no_answer',
  busy: 'busy',
  voicemail: 'voicemail',
  promised_callback: 'promised_callback', callback: 'promised_callback',
} // prettier-ignore

/** States of a call that has not ended: it is told again when it has. */
const goingOn = new Set(['initiated', 'queued', 'ringing', 'in_progress', 'in-progress', 'dialing'])

/**
 * One call that has ended: `{ callId, direction: in|out, from, to, seconds, outcome, at?, note?, recordingUrl? }`. Who
 * calls us is a customer; whom we called is one too, and the call then is our side's words.
 * @throws ChannelRejected('payload_unreadable') for what is no JSON
 */
export function normaliseCall(raw: StoredRaw, account: ChannelAccount): NormalisedEvent[] {
  const call = readCall(fields(readJson(raw.bytes)), account)
  return [typeof call === 'string' ? { kind: 'ignored', reason: call } : messageOf(call, raw)]
}

/** The call, or why it is none. */
function readCall(body: Loose, account: ChannelAccount): Call | string {
  const id = idText(body['callId'], 150)
  const direction = text(body['direction']).toLowerCase()
  const outcome = text(body['outcome']).toLowerCase()
  if (id === '') return 'call_without_id'
  if (goingOn.has(outcome)) return 'call_not_ended'
  const isIn = direction === 'in' || direction === 'inbound'
  if (!isIn && direction !== 'out' && direction !== 'outbound') return 'call_without_direction'
  const known = Object.hasOwn(outcomes, outcome) ? outcomes[outcome] : undefined
  if (!known) return 'call_outcome_unknown'
  const [from, to] = [idText(body['from'], 40), idText(body['to'], 40)]
  const seconds = number(body['seconds'])
  const recording = text(body['recordingUrl']).trim()
  return {
    id,
    facts: {
      medium: 'call',
      direction: isIn ? 'in' : 'out',
      seconds: seconds !== null && seconds >= 0 && seconds <= 86_400 ? Math.round(seconds) : null,
      outcome: known,
    },
    number: toE164(isIn ? from : to, countryOf(account)),
    ours: isIn ? to : from,
    note: text(body['note']).trim(),
    endedAt: timeOf(body['at']),
    recording: isFileUrl(recording) ? recording : '',
  }
}

/** The telephone network vouches for a caller's number as it does for an SMS; a withheld one names nobody. */
function messageOf(call: Call, raw: StoredRaw): InboundMessage {
  const { facts, id, number: theirs, note } = call
  const sender: IdentityRef[] =
    theirs === null ? [] : [{ type: 'phone', scope: '', value: theirs, proof: 'transport' }]
  return {
    kind: 'message',
    channel: 'phone',
    externalId: id,
    sender,
    senderName: '',
    audience: 'private',
    direction: facts.direction === 'in' ? 'in' : 'echo',
    // what was noted of the call names it in lists; else who called does
    subject: note === '' ? (theirs ?? '') : '',
    text: note,
    fullText: note,
    attachments: call.recording === '' ? [] : [recordingOf(id, call.recording)],
    references: [],
    sentAt: call.endedAt,
    receivedAt: raw.receivedAt,
    call: facts,
  }
}

function recordingOf(id: string, ref: string): InboundMessage['attachments'][number] {
  return { name: `${id.replace(/[^\w.-]/g, '_')}.audio`, type: 'audio/mpeg', size: 0, inline: false, ref }
}

/** In which country numbers without a country code are; Turkey unless the account says otherwise. */
function countryOf({ settings }: ChannelAccount): Parameters<typeof toE164>[1] {
  const country = text(settings['country'])
  return /^[A-Z]{2}$/.test(country) ? (country as Parameters<typeof toE164>[1]) : 'TR'
}
