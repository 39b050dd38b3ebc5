import { expect } from 'chai'
import type { EmailFacts } from '../../../channels/channel.js'
import { parseMail } from '../../../channels/email/parse/mail.js'
import { parts, rawMail } from '../../support/mail.js'

const facts = (fields: Record<string, string | string[]>, body?: string): EmailFacts =>
  parseMail(rawMail(fields, body)).facts

describe('delivery reports', () => {
  const report = (fields: string, extra = ''): string =>
    parts(
      'b',
      'Content-Type: text/plain\n\nSorry.',
      `Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n${fields}`,
      ...(extra ? [extra] : []),
    )
  const labelled = {
    'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b',
    From: 'mailer-daemon@mx.example',
  }

  it('names who was not reached and which mail it was', () => {
    const original = 'Content-Type: message/rfc822\n\nMessage-ID: <redress.1@shop.example>\nSubject: x\n\nhi'
    expect(facts(labelled, report('Final-Recipient: rfc822; Ali@Example.com\nAction: failed\nStatus: 5.1.1\n', original)).bounce).to.deep.equal({
      is: true, action: 'failed', status: '5.1.1', recipients: ['ali@example.com'], originalMessageId: '<redress.1@shop.example>',
    }) // prettier-ignore
  })

  it('reads a delay as a delay, and only the failed recipients of a mixed report', () => {
    expect(
      facts(labelled, report('Final-Recipient: rfc822; a@example.com\nAction: delayed\nStatus: 4.4.1\n'))
        .bounce,
    ).to.include({ is: true, action: 'delayed' })
    const mixed =
      'Final-Recipient: rfc822; a@example.com\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; b@example.com\nAction: failed\nStatus: 5.2.2\n'
    expect(facts(labelled, report(mixed)).bounce).to.deep.include({
      action: 'failed',
      recipients: ['b@example.com'],
    })
  })

  it('does not take a report of success for a bounce', () => {
    const told = facts(
      { ...labelled, From: 'relay@mx.example' },
      report('Final-Recipient: rfc822; a@example.com\nAction: delivered\nStatus: 2.0.0\n'),
    )
    expect(told.bounce).to.include({ is: false, action: 'delivered' })
  })

  it('reads a bounce in plain words from a mailer daemon', () => {
    const text =
      'Hi. This is the qmail-send program.\nI could not deliver your message:\n\n<yok@example.com>:\n550 5.1.1 User unknown\n\n--- Below this line is a copy of the message.\n\nMessage-ID: <redress.2@shop.example>\n'
    expect(facts({ From: 'MAILER-DAEMON@mx.example', Subject: 'failure notice' }, text).bounce).to.deep.equal({
      is: true, action: 'failed', status: '5.1.1', recipients: ['yok@example.com'], originalMessageId: '<redress.2@shop.example>',
    }) // prettier-ignore
  })

  it("does not take a customer's words about a failed delivery for a bounce", () => {
    expect(
      facts({ Subject: 'Paket teslim edilemedi' }, 'Kargo teslim edilemedi diyor, 550 lira ödedim').bounce.is,
    ).to.equal(false)
  })
})
