import { acknowledgeTicket } from './acknowledge-ticket.js'
import { confirmToldCode } from './confirm-code.js'
import { deliverMessage } from './deliver-message.js'
import { describeSender } from './describe-sender.js'
import { fetchMedia } from './fetch-media.js'
import { job, type Job } from './job.js'
import { notifyPeople } from './notify-people.js'
import { receiveMessage } from './receive-message.js'
import { tendChat } from './tend-chat.js'

/** The only list of jobs. Data are ids, never texts or secrets: what lies in Redis is for anybody to lose or read. */
export const jobs = {
  'receive-message': job<{ inboundId: string }>({
    run: receiveMessage,
    queue: 'intake',
    attempts: 1,
    swept: true,
  }),
  'deliver-message': job<{ outboxId: string }>({
    run: deliverMessage,
    queue: 'outbound',
    attempts: 1,
    swept: true,
  }),
  'fetch-media': job<{ attachmentId: string }>({
    run: fetchMedia,
    queue: 'media',
    attempts: 1,
    swept: true,
  }),
  'describe-sender': job<{ messageId: string }>({ run: describeSender, queue: 'media', attempts: 4 }),
  'acknowledge-ticket': job<{ eventId: string }>({ run: acknowledgeTicket }),
  'notify-people': job<{ eventId: string }>({ run: notifyPeople }),
  'confirm-code': job<{ messageId: string }>({ run: confirmToldCode }),
  'tend-chat': job<{ eventId: string }>({ run: tendChat }),
}

export type Jobs = typeof jobs
export type JobName = keyof Jobs
/** What a job of this name takes. */
export type JobData<N extends JobName> = Jobs[N] extends Job<infer D> ? D : never
