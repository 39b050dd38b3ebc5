import mongoose, { Schema, Types } from 'mongoose'
import { randomInt } from 'node:crypto'
import { after, minutes, now } from '../../lib/clock.js'
import { Conflict, Invalid } from '../../lib/errors.js'
import { change, type Tx } from '../../lib/mongo.js'
import type { Secrets } from '../../lib/secrets.js'
import type { Actor } from '../actor.js'
import type { ChannelAccountRecord } from '../channel-accounts/channel-account.js'
import { newReference, queueLetter } from '../outbox/queue.js'
import type { TicketRecord } from '../tickets/ticket.js'
import { writeTicket } from '../tickets/write.js'
import type { CustomerRecord } from './customer.js'
import { findByIdentity, survivor } from './find.js'
import { joinAnswerer } from './join-answerer.js'

/** How long a code is good for, and how often it may be tried. */
export const codeMinutes = 10
export const codeTries = 3

/** A code on its way to an address, to be told by who reads there. The latest of a person is the one that counts. */
export interface CodeRecord {
  _id: Types.ObjectId
  customer: Types.ObjectId
  /** Where the confirmation is told. */
  ticket: Types.ObjectId
  type: 'email' | 'phone'
  /** In the form of an identity's value. */
  value: string
  /** A MAC of the code, made with this row's id. */
  hash: string
  tries: number
  /** Messages that were tries. */
  triedBy?: string[]
  expiresAt: Date
  createdAt: Date
}

const schema = new Schema<CodeRecord>(
  {
    customer: { type: Schema.Types.ObjectId, required: true },
    ticket: { type: Schema.Types.ObjectId, required: true },
    type: { type: String, enum: ['email', 'phone'], required: true },
    value: { type: String, required: true, maxlength: 320 },
    hash: { type: String, required: true, maxlength: 64 },
    tries: { type: Number, required: true },
    triedBy: { type: [String], default: undefined },
    expiresAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'customerCodes' },
)
schema.index({ customer: 1, _id: -1 })
schema.index({ ticket: 1, _id: -1 })
// A code that has run out is kept for an hour, so that who is late is told why it does not work.
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 3_600 })

export const Code = mongoose.model<CodeRecord>('CustomerCode', schema)

/** The words that bring a code. */
export interface CodeLetter {
  subject: string
  text: string
  html?: string
}

export interface CodeRequest {
  customer: Types.ObjectId
  ticket: Pick<TicketRecord, '_id' | 'number'>
  type: CodeRecord['type']
  value: string
  /** Whose letter it is: an account for mail or SMS. */
  account: ChannelAccountRecord
  /** Words that bring this code (6 digits). */
  letter: (code: string) => CodeLetter
}

/**
 * Sends a code to an address, whoever has it: the answer is the same whether anybody is known by it. An earlier code of
 * this person ends. Six digits and three tries leave one guess in 333,000 right.
 */
export async function sendCode(request: CodeRequest, secrets: Secrets): Promise<CodeRecord> {
  const { customer, ticket, type, value, account } = request
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const id = new Types.ObjectId()
  const row: CodeRecord = {
    ...{ _id: id, customer, ticket: ticket._id, type, value, tries: 0 },
    hash: hashOf(id, code, secrets),
    expiresAt: after(minutes(codeMinutes)),
    createdAt: now(),
  }
  await change(async (tx) => {
    await Code.deleteMany({ customer }, { session: tx })
    await Code.insertMany([row], { session: tx, lean: true })
    const letter = {
      ...{ cause: `code:${id.toHexString()}`, ticket: ticket._id, message: null },
      ...{ reference: newReference(account), to: [{ address: value, name: '' }], fromName: account.name },
      ...{ automatic: true, dueAt: now(), ...request.letter(code) },
    }
    await queueLetter(letter, account, tx)
  })
  return row
}

/** The code of this person that is on its way, or null. */
export async function openCode(customer: Types.ObjectId): Promise<CodeRecord | null> {
  const code = await Code.findOne({ customer }).sort({ _id: -1 }).lean<CodeRecord>()
  return code && code.expiresAt > now() && code.tries < codeTries ? code : null
}

/** The code that a ticket waits for, or null. */
export async function codeOfTicket(ticket: Types.ObjectId): Promise<CodeRecord | null> {
  const code = await Code.findOne({ ticket }).sort({ _id: -1 }).lean<CodeRecord>()
  return code && code.expiresAt > now() ? code : null
}

/** Which of these tickets wait for a code. */
export async function ticketsWithCodes(tickets: readonly Types.ObjectId[]): Promise<Types.ObjectId[]> {
  const codes = await Code.find({ ticket: { $in: [...tickets] } }, { ticket: 1 }).lean<Pick<CodeRecord, 'ticket'>[]>()
  return codes.map(({ ticket }) => ticket)
} // prettier-ignore

/**
 * What somebody says the code is. When it is, the address is theirs, proved by its round trip, and whoever had it until
 * now is the same person (as with an answered mail).
 * @param messageId the message that tells it, where it is one; however often it is taken, it is one try
 * @returns the customer, who may be another record after joining
 * @throws Conflict('code_not_asked'), Conflict('code_expired'), Conflict('code_used_up') at the fourth try,
 *   Invalid('code_wrong', { left }), Conflict('different_shop_accounts') when the shop knows its owner as somebody else
 */
export async function confirmCode(
  customer: Types.ObjectId,
  text: string,
  by: Actor,
  secrets: Secrets,
  messageId?: string,
): Promise<{ customer: CustomerRecord; confirmed: CodeRecord }> {
  const code = await takeTry(customer, messageId)
  if (!secrets.verify(code.hash, 'customer-code', code._id.toHexString(), text.replace(/\D/g, '')))
    throw new Invalid('code_wrong', { left: codeTries - code.tries })
  return change(async (tx) => {
    const used = await Code.deleteOne({ _id: code._id }, { session: tx })
    if (used.deletedCount === 0) throw new Conflict('code_not_asked')
    return { customer: await own(code, by, tx), confirmed: code }
  })
}

/** Counts a try before it is judged, so that tries at the same instant are not free. */
async function takeTry(customer: Types.ObjectId, messageId?: string): Promise<CodeRecord> {
  const latest = await Code.findOne({ customer }).sort({ _id: -1 }).lean<CodeRecord>()
  if (!latest) throw new Conflict('code_not_asked')
  if (latest.expiresAt <= now()) throw new Conflict('code_expired')
  // The same message again is the same try.
  if (messageId !== undefined && latest.triedBy?.includes(messageId)) return latest
  const told = messageId === undefined ? {} : { triedBy: messageId }
  const taken = await Code.findOneAndUpdate(
    {
      _id: latest._id,
      tries: { $lt: codeTries },
      ...(messageId === undefined ? {} : { triedBy: { $ne: messageId } }),
    },
    { $inc: { tries: 1 }, ...(messageId === undefined ? {} : { $push: told }) },
    { returnDocument: 'after' },
  ).lean<CodeRecord>()
  if (!taken) throw new Conflict('code_used_up')
  return taken
}

async function own({ customer, ticket, type, value }: CodeRecord, by: Actor, tx: Tx): Promise<CustomerRecord> {
  const proved = { type, scope: '', value, proof: 'roundtrip' as const }
  await joinAnswerer(customer, proved, { refs: [proved], name: '', locale: null }, tx, [
    { code: 'code_confirmed', detail: value },
  ])
  const [owner, asked] = [await findByIdentity([proved], tx), await survivor(customer, tx)]
  if (!asked || !owner?._id.equals(asked._id)) throw new Conflict('different_shop_accounts')
  await writeTicket(ticket, undefined, {}, [{ name: 'customer.confirmed', data: { type, value } }], by, tx)
  return asked
} // prettier-ignore

function hashOf(id: Types.ObjectId, code: string, secrets: Secrets): string {
  return secrets.sign('customer-code', id.toHexString(), code)
}
