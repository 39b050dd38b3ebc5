import type { InboundMessage } from '../../channels/channel.js'
import { readReplyToken, readSubjectToken } from '../../channels/email/compose.js'
import type { ThreadKeys } from '../../server/models/intake/index.js'

/**
 * Where a message says it belongs: the conversation its transport has proved, tokens in the addresses it came to, what it answers (In-Reply-To, then References,
 * newest first; RFC 5322 3.6.4), our number in its subject. Whether to believe it is decided by the intake.
 */
export function threadKeys(message: InboundMessage, account: { addresses: readonly string[] }): ThreadKeys {
  const { email } = message
  if (!email) {
    const answers = [message.inReplyTo ?? [], message.references.toReversed()].flat()
    return { conversation: message.conversation ?? null, replyTokens: [], answers, subjectNumber: null }
  }
  const token = readReplyToken(email.recipients, account)
  const answers = [email.inReplyTo ?? [], email.references.toReversed()].flat()
  return {
    conversation: null,
    replyTokens: token === null ? [] : [token],
    answers: [...new Set(answers)],
    subjectNumber: readSubjectToken(message.subject),
  }
}
