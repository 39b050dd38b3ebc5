import { expect } from 'chai'
import { Outbox, resendLetter, type OutboxRecord } from '../../server/models/outbox/index.js'
import { Message, write, type MessageRecord } from '../../server/models/messages/index.js'
import { useDatabase } from '../support/database.js'
import { rawMail } from '../support/mail.js'
import { colleague } from '../support/people.js'
import { startSmtpSink } from '../support/smtp-sink.js'
import { allTickets, mailAccount, makeTestContext, settled, takeMail } from '../support/worker.js'

describe('a reply without a mail server', () => {
  useDatabase()

  it('is kept and shown as kept, and goes out when there is a server and somebody sends it again', async () => {
    const alone = makeTestContext()
    alone.queue.work(alone)
    const account = await mailAccount(alone, { settings: { acknowledge: false } })
    const { actor } = await colleague('agent')
    await takeMail(rawMail({}), account, alone)
    const [ticket] = await allTickets()
    await write(ticket!, actor, { kind: 'reply', text: 'Merhaba', clientId: 'k' }, { secrets: alone.secrets, undoSeconds: 0 }) // prettier-ignore
    await settled(alone)
    const kept = await Outbox.findOne().lean<OutboxRecord>()
    expect(kept!.state).to.equal('kept')
    expect((await Message.findOne({ kind: 'reply' }).lean<MessageRecord>())!.delivery!.state).to.equal('kept')
    await alone.close()

    const sink = await startSmtpSink()
    const context = makeTestContext({ SMTP_URL: sink.url })
    context.queue.work(context)
    await settled(context)
    expect(sink.mails).to.be.empty
    await resendLetter(kept!._id, actor)
    await settled(context)
    expect(sink.mails).to.have.length(1)
    await context.close()
    await sink.close()
  })
})
