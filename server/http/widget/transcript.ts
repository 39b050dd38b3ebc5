import { z } from 'zod'
import { renderMail } from '../../../views/mail.js'
import { Invalid } from '../../lib/errors.js'
import { lowerAscii } from '../../lib/fold.js'
import { addressOf, mailTranscript, note, type Reader } from '../../models/chats/index.js'
import type { MessageRecord } from '../../models/messages/index.js'
import type { Web } from '../web.js'
import { readerOfVisitor, type Visitor } from './visitors.js'

const wanted = z.strictObject({ email: z.union([z.literal(''), z.email().max(320)]).optional() })

/**
 * Mails the visitor their talk: to the address that is known of them, or to the first one they give.
 * @returns the address
 * @throws Invalid('invalid_input' | 'no_conversation' | 'email_needed' | 'email_not_known' | 'mail_not_set_up')
 */
export async function sendTranscript(input: unknown, visitor: Visitor, web: Web): Promise<string> {
  const parsed = wanted.safeParse(input)
  if (!parsed.success) throw new Invalid('invalid_input')
  const given = parsed.data.email ? lowerAscii(parsed.data.email) : null
  const reader = await readerOfVisitor(visitor)
  if (!reader) throw new Invalid('no_conversation')
  const known = await withAddress(reader, given)
  return mailTranscript(
    known,
    given,
    (messages) => transcriptMail(reader, visitor, messages, web),
    web.secrets,
  )
}

/** Who has given no address so far gives one now. */
async function withAddress(reader: Reader, given: string | null): Promise<Reader> {
  const { chat, ticket } = reader
  if (given === null || (await addressOf(chat, ticket)) !== null) return reader
  const email = { value: given, proof: 'none' as const }
  return { ...reader, chat: await note(chat._id, chat.account, { email }, chat.locale) }
}

function transcriptMail({ chat, ticket }: Reader, { site }: Visitor, messages: MessageRecord[], web: Web) {
  const said = messages
    .filter(({ retraction, deletion }) => !retraction && !deletion)
    .map((message) => ({
      at: message.at.toISOString(),
      name: speakerOf(message, chat.name),
      text: [message.text, ...message.attachments.map(({ name }) => `[${name}]`)].filter(Boolean).join('\n'),
    }))
  const timeZone = site.settings.timeZone || web.config.defaults.timeZone
  return renderMail('chat-transcript', { number: ticket.number, account: site.account.name, said, timeZone }, chat.locale)
} // prettier-ignore

function speakerOf({ kind, author }: MessageRecord, visitor: string): string {
  if (kind === 'in' && author.kind !== 'bot') return visitor || '—'
  return author.name
}
