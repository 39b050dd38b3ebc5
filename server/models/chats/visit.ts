import type { Types } from 'mongoose'
import { now } from '../../lib/clock.js'
import { isDuplicate } from '../../lib/mongo.js'
import { Chat, type ChatRecord, type Contact } from './chat.js'

/** What becomes known of a visitor; what is not given stays as it was. */
export interface VisitFacts {
  shopUser?: string
  name?: string
  email?: Contact
  phone?: Contact
  locale?: 'tr' | 'en'
  page?: string
  lastMessage?: string
  /** Set with `lastMessage` where nobody was there to answer. */
  offline?: string
}

export async function chatOf(visitor: string): Promise<ChatRecord | null> {
  return Chat.findById(visitor).lean<ChatRecord>()
}

/** The latest talk of somebody the shop knows, so that it goes on in another browser. */
export async function chatOfShopUser(account: Types.ObjectId, shopUser: string): Promise<ChatRecord | null> {
  return Chat.findOne({ account, shopUser }).sort({ lastSeenAt: -1 }).lean<ChatRecord>()
}

/**
 * Notes what became known of a visitor, who is kept from their first word on. An address that the shop signed is never
 * replaced by one that was typed. Who writes again has not ended the talk.
 */
export async function note(
  visitor: string,
  account: Types.ObjectId,
  facts: VisitFacts,
  locale: 'tr' | 'en',
): Promise<ChatRecord> {
  const known = await chatOf(visitor)
  const set = setOf(facts, known)
  const insert = { account, createdAt: now(), ...(facts.locale ? {} : { locale }) }
  const write = () =>
    Chat.findOneAndUpdate(
      { _id: visitor },
      { $set: set, $setOnInsert: insert },
      { upsert: true, returnDocument: 'after', setDefaultsOnInsert: true },
    ).lean<ChatRecord>()
  try {
    return await write()
  } catch (error) {
    // Two messages of a new visitor at the same instant: the other has made the document.
    if (!isDuplicate(error)) throw error
    return write()
  }
}

/** That the visitor is, or was just now, in front of the widget. */
export async function wasSeen(visitor: string): Promise<void> {
  // Losing one of these costs nothing.
  await Chat.updateOne({ _id: visitor }, { $set: { lastSeenAt: now() } }, { writeConcern: { w: 1 } })
}

function setOf(facts: VisitFacts, known: ChatRecord | null): Partial<ChatRecord> {
  const at = now()
  const { name, email, phone, ...rest } = facts
  return {
    ...rest,
    ...(name ? { name: name.slice(0, 200) } : {}),
    ...(email && mayReplace(known?.email, email) ? { email } : {}),
    ...(phone && mayReplace(known?.phone, phone) ? { phone } : {}),
    ...(facts.lastMessage === undefined ? {} : { endedAt: null }),
    lastSeenAt: at,
    updatedAt: at,
  }
}

function mayReplace(known: Contact | null | undefined, given: Contact): boolean {
  return known?.proof !== 'signed' || given.proof === 'signed'
}
