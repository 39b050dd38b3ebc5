import { minutes, nowMs } from '../../lib/clock.js'
import { Invalid } from '../../lib/errors.js'
import { change, isDuplicate } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import type { MessageRecord } from '../messages/message.js'
import { historyOf, type Reader } from './conversation.js'
import { addressOf, mailAccountFor, queueChatLetter, type ChatMail } from './letters.js'

/** As many pages as a transcript may have; what is older stands in the chat. */
const mostPages = 10
const oncePer = minutes(10)

/**
 * Mails the visitor what was said, as they may read it, to the address that is known of them and to no other.
 * Asked again within ten minutes it is the same mail.
 * @returns the address
 * @throws Invalid('email_needed') when none is known, Invalid('email_not_known') for another one, Invalid('mail_not_set_up'),
 *   Invalid('not_answered_yet') while only the visitor has spoken and nothing proves that the address is theirs
 */
export async function mailTranscript(
  reader: Reader,
  wanted: string | null,
  compose: (messages: MessageRecord[]) => ChatMail,
  secrets: Secrets,
): Promise<string> {
  const { chat, ticket } = reader
  const address = await addressOf(chat, ticket)
  if (address === null) throw new Invalid('email_needed')
  if (wanted !== null && wanted !== address) throw new Invalid('email_not_known')
  const account = await mailAccountFor(ticket)
  if (!account) throw new Invalid('mail_not_set_up')
  const said = await wholeOf(reader)
  // Else anybody could have us mail any words to anybody.
  if (chat.email?.proof !== 'signed' && !said.some(({ kind }) => kind === 'reply'))
    throw new Invalid('not_answered_yet')
  const mail = compose(said)
  const cause = `transcript:${chat._id}:${Math.floor(nowMs() / oncePer)}`
  try {
    await change((tx) => queueChatLetter({ chat, ticket, address, mail, cause, message: null }, account, secrets, tx))
  } catch (error) {
    if (!isDuplicate(error, 'cause')) throw error
  }
  return address
} // prettier-ignore

async function wholeOf(reader: Reader): Promise<MessageRecord[]> {
  const all: MessageRecord[] = []
  let before: number | undefined
  for (let read = 0; read < mostPages; read++) {
    const { messages, more } = await historyOf(reader, before)
    all.unshift(...messages)
    before = messages[0]?.seq
    if (!more || before === undefined) break
  }
  return all
}
