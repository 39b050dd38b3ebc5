import { z } from 'zod'
import { chatLimits } from '../../../channels/chat/envelope.js'
import { remedyKeys } from '../../../channels/remedies.js'
import { identityClaim, verifyIdentity, type ShopUser } from '../../../channels/chat/identify.js'
import { presentChatMessage } from '../../../views/present/chat-messages.js'
import type { WidgetConversation, WidgetSession } from '../../../views/types/widget.js'
import { Forbidden } from '../../lib/errors.js'
import * as chats from '../../models/chats/index.js'
import type { Reader, VisitFacts } from '../../models/chats/index.js'
import { isClosed } from '../../models/tickets/index.js'
import type { Web } from '../web.js'
import { siteOf, statusOf, visitorOf, type Site, type Visitor } from './visitors.js'

/** What a frame asks for when it opens. */
export const sessionInput = z.strictObject({
  site: z.string().max(64),
  /** Origin of the page that holds the frame. */
  parent: z.string().max(300),
  token: z.string().max(300).nullish(),
  user: identityClaim.nullish(),
  lang: z.enum(['tr', 'en']).catch('tr'),
  page: z.strictObject({ url: z.string().max(2_000), title: z.string().max(500).optional() }).nullish(),
})

/**
 * Begins or takes up a visitor's session: a fresh token, what the site asks, and the talk so far. A token that is not
 * good begins anew; somebody else on the same browser is somebody else; whom the shop vouches for finds their talk again
 * from another browser.
 * @throws Forbidden('site_not_allowed' | 'identity_invalid' | 'identity_required' | 'visitor_blocked'), NotFound
 */
export async function openSession(input: z.output<typeof sessionInput>, web: Web): Promise<WidgetSession> {
  const site = await siteOf(input.site, web)
  if (!mayHold(input.parent, site, web)) throw new Forbidden('site_not_allowed')
  const user = await vouchedFor(input, site)
  const visitor = await visitorFor(user, input, site, web)
  const token = chats.issueToken({ site: site.account.key, visitor: visitor.id }, web.secrets)
  // As every later request will be asked: blocked, or not vouched for where the site wants that.
  const { chat } = await visitorOf(token, web)
  const reader = chat && (await chats.readerOf(chat, site.account.key))
  return {
    token,
    visitor: visitor.id,
    site: await describe(site, web),
    status: await statusOf(site, web),
    conversation: reader ? await conversationView(reader) : null,
    known: { name: chat?.name ?? '', email: chat?.email?.value ?? '', phone: chat?.phone?.value ?? '' },
  }
}

/** Whether a page of this origin may hold the site's frame; our own may, for trying it. */
export function mayHold(origin: string, { settings }: Pick<Site, 'settings'>, web: Web): boolean {
  return origin === new URL(web.config.web.publicBaseUrl).origin || settings.allowedOrigins.includes(origin)
}

/** The latest of a talk as its visitor may read it. */
export async function conversationView(reader: Reader): Promise<WidgetConversation> {
  const { chat, ticket } = reader
  const { messages, more } = await chats.historyOf(reader)
  return {
    publicId: ticket.publicId,
    number: ticket.number,
    seq: ticket.seq,
    messages: messages.map((message) => presentChatMessage(message, chat._id, chat.agentSeq)),
    more,
    readSeq: chat.agentSeq,
    seenSeq: chat.seenSeq,
    ended: chat.endedAt !== null || isClosed(ticket),
  }
}

async function vouchedFor({ user }: z.output<typeof sessionInput>, { settings, open }: Site): Promise<ShopUser | null> {
  if (settings.identity === 'required' && !user) throw new Forbidden('identity_required')
  if (settings.identity === 'off' || !user) return null
  return verifyIdentity(user, open.secrets['identifySecret'])
} // prettier-ignore

async function visitorFor(
  user: ShopUser | null,
  input: z.output<typeof sessionInput>,
  site: Site,
  web: Web,
): Promise<Pick<Visitor, 'id'>> {
  const named = input.token ? chats.readToken(input.token, web.secrets) : null
  const known = named?.site === site.account.key ? await chats.chatOf(named.visitor) : null
  const own = known?.shopUser === undefined || known.shopUser === user?.id || user === null
  const kept = named?.site === site.account.key && own ? named.visitor : null
  if (!user) {
    const id = kept ?? chats.newVisitor()
    if (known && kept !== null) await chats.note(id, site.account._id, pageOf(input, site), input.lang)
    return { id }
  }
  const before = kept === null ? await chats.chatOfShopUser(site.account._id, user.id) : null
  const id = kept ?? before?._id ?? chats.newVisitor()
  await chats.note(id, site.account._id, { ...factsOf(user), ...pageOf(input, site) }, input.lang)
  return { id }
}

function factsOf(user: ShopUser): VisitFacts {
  return {
    shopUser: user.id,
    name: user.name,
    ...(user.email ? { email: user.email } : {}),
    ...(user.phone ? { phone: user.phone } : {}),
  }
}

/** Where the visitor is, for the link back in mails; a page of another origin than the site's is nobody's business. */
function pageOf({ page, lang }: z.output<typeof sessionInput>, { settings }: Site): Pick<VisitFacts, 'page' | 'locale'> {
  if (!page || !URL.canParse(page.url) || !settings.allowedOrigins.includes(new URL(page.url).origin)) return { locale: lang }
  return { page: page.url, locale: lang }
} // prettier-ignore

async function describe({ account, settings }: Site, web: Web): Promise<WidgetSession['site']> {
  const categories = (await web.names.get()).categories
    .filter(({ retired }) => !retired)
    .map(({ key, names }) => ({ key, name: { tr: names.tr, en: names.en } }))
  return {
    name: account.name,
    greeting: settings.greeting,
    identity: settings.identity,
    locale: account.locale,
    awayMinutes: settings.awayMinutes,
    bot: settings.botOn,
    preChat: { ...settings.preChat, categories, remedies: [...remedyKeys] },
    limits: {
      text: chatLimits.text,
      files: chatLimits.files,
      bytes: chatLimits.fileBytes,
      types: [...chatLimits.fileTypes],
    },
  }
}
