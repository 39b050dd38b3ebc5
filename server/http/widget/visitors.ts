import type { Request } from 'express'
import { openingAt } from '../../../channels/chat/hours.js'
import { chatSettings, type ChatSettings } from '../../../channels/chat/settings.js'
import type { WidgetStatus } from '../../../views/types/widget.js'
import { now } from '../../lib/clock.js'
import { Forbidden, NotFound } from '../../lib/errors.js'
import { doorOf, type Door } from '../../models/channel-accounts/index.js'
import {
  chatOf,
  customerOf,
  readerOf,
  readToken,
  type ChatRecord,
  type Reader,
} from '../../models/chats/index.js'
import { blockOf } from '../../models/customers/block.js'
import type { Web } from '../web.js'
import { chatDeskOf } from './desk.js'

/** A site with its widget. */
export interface Site extends Door {
  settings: ChatSettings
}

/** Somebody with a good token, before anything else is asked. */
export interface Visitor {
  id: string
  site: Site
  /** null before their first word. */
  chat: ChatRecord | null
}

/** @throws NotFound('channel_account_not_found') also when the widget is switched off */
export async function siteOf(key: string, web: Web): Promise<Site> {
  const door = await doorOf('chat', key, web.secrets)
  return { ...door, settings: chatSettings(door.open.settings) }
}

/**
 * Who a token names, as they may act now.
 * @throws Forbidden('token_invalid', 401) also when the site is gone, Forbidden('identity_required'),
 *   Forbidden('visitor_blocked')
 */
export async function visitorOf(token: string, web: Web): Promise<Visitor> {
  const named = readToken(token, web.secrets)
  if (!named) throw new Forbidden('token_invalid', { status: 401 })
  const site = await siteOf(named.site, web).catch((error: unknown) => {
    if (error instanceof NotFound) throw new Forbidden('token_invalid', { status: 401 })
    throw error
  })
  const [chat, customer] = await Promise.all([chatOf(named.visitor), customerOf(named.visitor, named.site)])
  if (blockOf(customer)) throw new Forbidden('visitor_blocked')
  if (site.settings.identity === 'required' && chat?.shopUser === undefined)
    throw new Forbidden('identity_required')
  return { id: named.visitor, site, chat }
}

/** The token of `authorization: Visitor <token>`. @throws as visitorOf */
export async function visitorOfRequest(req: Request, web: Web): Promise<Visitor> {
  const token = /^visitor +(\S{1,300})$/i.exec(req.headers.authorization ?? '')?.[1]
  return visitorOf(token ?? '', web)
}

/** What the visitor may read; null before there is anything. */
export async function readerOfVisitor({ chat, site }: Visitor): Promise<Reader | null> {
  return chat ? readerOf(chat, site.account.key) : null
}

/** Whether people answer now on this site, and how many of them are there. */
export async function statusOf({ settings }: Pick<Site, 'settings'>, web: Web): Promise<WidgetStatus> {
  const { open, nextOpenAt } = openingAt(settings.hours, settings.timeZone, now())
  const agents = await chatDeskOf(web).agents()
  return { open, nextOpenAt: nextOpenAt?.toISOString() ?? null, agents }
}
