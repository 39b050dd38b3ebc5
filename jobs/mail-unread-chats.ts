import { chatSettings } from '../channels/chat/settings.js'
import { describeError, NotFound } from '../server/lib/errors.js'
import { minutes } from '../server/lib/clock.js'
import { accountById } from '../server/models/channel-accounts/index.js'
import { dueChats, mailUnread, type Unread } from '../server/models/chats/index.js'
import { renderMail } from '../views/mail.js'
import type { JobContext } from './context.js'

const handful = 200

/**
 * Mails visitors who stayed away the replies they have not read: one mail for all of them, at most one in 15 minutes for
 * a talk. Its answer goes on with the talk. Safe to run twice and in several processes: replies that were mailed are
 * marked in the change that queues the mail.
 * @returns how many talks were looked at
 */
export async function mailUnreadChats({ secrets, log }: JobContext): Promise<number> {
  const due = await dueChats(handful)
  for (const { _id, account: id } of due) {
    try {
      const account = await accountById(id)
      const { awayMinutes, timeZone } = chatSettings(account.settings)
      const compose = (unread: Unread) => mailOf(unread, account.name, timeZone)
      await mailUnread(_id, { away: minutes(awayMinutes), compose, secrets })
    } catch (error) {
      // One talk that cannot be mailed must not keep the others waiting; it comes again at the next run.
      log.warn('unread chat not mailed', {
        visitor: _id,
        error: describeError(error),
        gone: error instanceof NotFound,
      })
    }
  }
  return due.length
}

function mailOf({ chat, ticket, replies }: Unread, account: string, timeZone: string) {
  const said = replies.map(({ author, at, text, attachments }) => ({
    name: author.name,
    at: at.toISOString(),
    text: [text, ...attachments.map(({ name }) => `[${name}]`)].filter(Boolean).join('\n'),
  }))
  const view = { number: ticket.number, account, said, timeZone, pageUrl: chat.page ?? '' }
  return renderMail('chat-unread', view, chat.locale)
}
