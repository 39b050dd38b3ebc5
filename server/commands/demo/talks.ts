import { Types } from 'mongoose'
import { receiveMessage } from '../../../jobs/receive-message.js'
import { after, days, hours, minutes, now, nowMs } from '../../lib/clock.js'
import { change } from '../../lib/mongo.js'
import type { OutsideActor } from '../../models/actor.js'
import { upload } from '../../models/attachments/index.js'
import * as chats from '../../models/chats/index.js'
import { block } from '../../models/customers/block.js'
import { recognise } from '../../models/customers/index.js'
import { accept, Inbound, type InboundRecord } from '../../models/intake/index.js'
import { Outbox, type OutboxRecord } from '../../models/outbox/index.js'
import { rateTicket } from '../../models/satisfactions/index.js'
import * as tickets from '../../models/tickets/index.js'
import { bodyOf, editOf } from './bodies.js'
import { deletionOf, readingOf } from './bodies-meta.js'
import { pictureOfDamage } from './picture.js'
import { customers, orders } from './shop.js'
import type { Body, Spoken } from './spoken.js'
import { inThePast, takeStep, type Shop } from './steps.js'
import type { Talk, TalkChannel, TalkStep, Words } from './talk.js'
import { ownAddresses, talkers, type Talker } from './talkers.js'
import { takeMail } from './tickets.js'

/** A talk as far as it has come. */
interface Course {
  talk: Talk
  who: Talker
  /** The ticket's number. */
  number: number
  /** The customer's latest message. */
  last: Spoken
}

/**
 * Takes the messages of one talk in as if they had come when it says, by the path that every delivery takes, and does
 * what the shop did about them. What is there already stays as it is.
 * @returns the ticket's number, and whether it was new
 */
export async function makeTalk(talk: Talk, shop: Shop): Promise<{ ticket: number | null; isNew: boolean }> {
  const who = talkerOf(talk)
  const beganAt = after(-days(talk.daysAgo))
  const { last, inbound, isNew } = await inThePast(beganAt, async () => {
    await introduce(talk.channel, who)
    return say(talk.channel, talk.said, `demo-${talk.key}`, { talk, who, conversation: null }, shop)
  })
  const number = inbound.outcomes[0]?.ticketNumber ?? null
  if (number === null) return { ticket: null, isNew }
  const course: Course = { talk, who, number, last }
  // the last step ends no later than a moment ago, however recent the complaint is
  const between = Math.min(hours(0.7), (nowMs() - beganAt.getTime() - minutes(2)) / (talk.then.length + 1))
  for (const [index, step] of talk.then.entries())
    await inThePast(after(between * (index + 1), beganAt), () =>
      go(step, `demo-${talk.key}-${index}`, course, shop),
    )
  return { ticket: number, isNew }
}

/** Whom the shop's page vouches for is called what the shop knows them as. */
function talkerOf({ who, said }: Talk): Talker {
  const found = talkers[who]
  if (!found) throw new RangeError(`the demonstration has no talker ${who}`)
  const name = said.vouched === undefined ? undefined : customers[said.vouched]?.name
  return name === undefined ? found : { ...found, name }
}

/** Private messages of Meta's products carry no name; there it is asked for, which nobody would answer here. */
async function introduce(channel: TalkChannel, { psid, igsid, name, locale }: Talker): Promise<void> {
  if (channel !== 'messenger' && channel !== 'instagram') return
  const [type, value] = channel === 'messenger' ? (['psid', psid] as const) : (['igsid', igsid] as const)
  const refs = [{ type, scope: ownAddresses[channel], value, proof: 'transport' as const }]
  await change((tx) => recognise({ refs, name, locale }, tx))
}

interface Place {
  talk: Talk
  who: Talker
  conversation: string | null
}

async function say(
  channel: TalkChannel,
  words: Words,
  id: string,
  { talk, who, conversation }: Place,
  shop: Shop,
): Promise<{ last: Spoken; inbound: InboundRecord; isNew: boolean }> {
  const order = words.order === undefined ? '' : (orders[words.order]?.number ?? '')
  const known = words.vouched === undefined ? undefined : customers[words.vouched]
  const last: Spoken = {
    ...{ id, who, at: now(), conversation, post: `post-${talk.key}` },
    words: { ...words, text: words.text.replaceAll('{order}', order) },
    upload: words.photo && !(await isTaken(id)) ? await sendPicture(who, shop) : null,
    contact: known ? { address: known.address, shopUser: known.address } : null,
  }
  if (channel === 'chat') await visit(last, shop)
  return { last, ...(await takeIn(channel, bodyOf(channel, last), id, shop)) }
}

const isTaken = async (id: string): Promise<boolean> => (await Inbound.exists({ key: id })) !== null

/** What the widget notes of a visitor before their words are taken in. */
async function visit({ id, who, contact }: Spoken, shop: Shop): Promise<void> {
  const proof = 'signed' as const
  const vouched = contact
    ? { shopUser: contact.shopUser, email: { value: contact.address, proof }, phone: { value: who.phone, proof } }
    : {}
  const facts = { name: who.name, ...vouched, lastMessage: `${who.visitor}:${id}` }
  await chats.note(who.visitor, shop.accounts.chat._id, facts, who.locale)
} // prettier-ignore

async function sendPicture({ visitor, name }: Talker, { context }: Shop): Promise<Spoken['upload']> {
  const by: OutsideActor = { kind: 'visitor', id: visitor, name, tickets: [] }
  const file = { name: 'kirik-saksi.png', type: 'image/png', content: pictureOfDamage() }
  const { _id, size } = await upload(file, by, context.blobs)
  return { upload: _id.toHexString(), name: file.name, type: file.type, size }
}

async function takeIn(
  channel: TalkChannel,
  { bytes, transport }: Body,
  id: string,
  { accounts, context }: Shop,
): Promise<{ inbound: InboundRecord; isNew: boolean }> {
  const stored = await accept({ bytes, transport, deliveryKey: id }, accounts[channel], context.blobs)
  await receiveMessage({ inboundId: stored.id.toHexString() }, context)
  const inbound = await Inbound.findById(stored.id).orFail().lean<InboundRecord>()
  return { inbound, isNew: !stored.duplicate }
}

async function go(step: TalkStep, id: string, course: Course, shop: Shop): Promise<void> {
  const { talk, who, number } = course
  if (step.do === 'says') {
    const channel = step.channel ?? talk.channel
    await introduce(channel, who)
    const conversation = channel === 'chat' ? (await ticketOf(number, shop)).publicId : null
    course.last = (await say(channel, step.words, id, { talk, who, conversation }, shop)).last
  } else if (step.do === 'mails') await takeMail(step, id, shop)
  else if (step.do === 'edits') await takeIn('telegram', editOf(course.last, step.text), id, shop)
  else if (step.do === 'deletes') await takeIn('instagram', deletionOf(course.last, now()), id, shop)
  else if (step.do === 'reads') await read(id, course, shop)
  else if (step.do === 'rates') await rate(step, course, shop)
  else if (step.do === 'block') await blockCustomer(step, course, shop)
  else await takeStep(step, id, number, shop)
}

function ticketOf(number: number, { people }: Shop): Promise<tickets.TicketRecord> {
  return tickets.byNumber(number, people.admin)
}

/** The customer has seen our latest words. */
async function read(id: string, { talk, who, number }: Course, shop: Shop): Promise<void> {
  const ticket = await ticketOf(number, shop)
  const { channel } = talk
  if (channel === 'chat') await chats.visitorRead(who.visitor, ticket._id, ticket.seq)
  if (channel !== 'sms' && channel !== 'whatsapp' && channel !== 'messenger' && channel !== 'instagram') return
  const letter = await Outbox.findOne({ ticket: ticket._id, channel }).sort({ _id: -1 }).lean<OutboxRecord>()
  const [sent] = letter?.externalIds ?? []
  if (sent !== undefined) await takeIn(channel, readingOf(channel, sent, who, now()), id, shop)
} // prettier-ignore

async function rate(
  { score, comment }: Extract<TalkStep, { do: 'rates' }>,
  { who, number }: Course,
  shop: Shop,
): Promise<void> {
  const ticket = await ticketOf(number, shop)
  const by: OutsideActor = {
    kind: 'visitor',
    id: who.visitor,
    name: who.name,
    tickets: [ticket._id.toHexString()],
  }
  await rateTicket(ticket, { score, comment }, by)
}

async function blockCustomer(
  { by, reason }: Extract<TalkStep, { do: 'block' }>,
  { number }: Course,
  shop: Shop,
): Promise<void> {
  const { customer } = await ticketOf(number, shop)
  if (customer) await block(new Types.ObjectId(customer), { reason, until: null }, { actor: shop.people[by] })
}
