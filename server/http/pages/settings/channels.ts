import { Router, type Request, type Response } from 'express'
import { Types } from 'mongoose'
import type { SelfCheck } from '../../../../channels/channel.js'
import { translator } from '../../../../views/i18n.js'
import { presentChannelRow } from '../../../../views/present/settings.js'
import type { FieldFault } from '../../../../views/types.js'
import { NotFound } from '../../../lib/errors.js'
import * as accounts from '../../../models/channel-accounts/index.js'
import { channelNames, type ChannelName } from '../../../models/intake/message-shapes.js'
import { assertMay } from '../../../models/may.js'
import { localeOf } from '../../locale.js'
import {
  addAccount,
  changeAccount,
  channelsWithSetup,
  rotateSecret,
  setupOf,
} from '../../routes/account-changes.js'
import { connectAccount, testAccount } from '../../routes/account-checks.js'
import { originOf, viewerOf } from '../../viewer.js'
import type { Web } from '../../web.js'
import { chromeOf, done, faultOf, queryText, showPage, success, textOf } from '../page.js'
import { formFaults, givenOf, typedTexts } from './channel-form.js'
import { fieldLabel } from './channel-texts.js'
import { channelPage, type ChannelShowing } from './channel-view.js' // prettier-ignore

/** Accounts of all channels: what comes in by them, how they are set up, whether they work. */
export function channelPages(web: Web): Router {
  const router = Router()
  router.use('/settings/channels', (req, _res, next) => {
    assertMay(viewerOf(req).actor, 'manage_channels')
    next()
  })
  router.get('/settings/channels', (req, res) => showAll(req, res, web))
  router.post('/settings/channels', (req, res) => add(req, res, web))
  router.get('/settings/channels/new', async (req, res) => {
    const channel = channelOf(queryText(req, 'channel'))
    if (channel === 'email') res.redirect(303, '/settings/email-accounts/new')
    else await show(req, res, web, { channel, account: null })
  })
  router.get('/settings/channels/:id', async (req, res) => {
    const account = await accountOf(req)
    if (account.channel === 'email') res.redirect(303, `/settings/email-accounts/${idOf(account)}`)
    else await show(req, res, web, { channel: account.channel, account })
  })
  router.post('/settings/channels/:id', (req, res) => change(req, res, web))
  router.post('/settings/channels/:id/secret', (req, res) => renewSecret(req, res, web))
  router.post('/settings/channels/:id/test', (req, res) => ask(req, res, web, (id) => testAccount(web, id)))
  router.post('/settings/channels/:id/connect', (req, res) =>
    ask(req, res, web, (id) => connectAccount(web, id, originOf(req))),
  )
  return router
}

async function showAll(req: Request, res: Response, web: Web): Promise<void> {
  const cursor = queryText(req, 'cursor')
  const { items, next } = await accounts.accountPage(cursor === '' ? {} : { cursor })
  const activities = await accounts.activityOf(items)
  showPage(req, res, web, 'pages/settings/channels', {
    chrome: chromeOf(req, web, 'settings'),
    tab: 'channels',
    accounts: items.map((account, index) => presentChannelRow(account, activities[index])),
    nextHref: next === null ? '' : `/settings/channels?cursor=${next}`,
    offers: channelsWithSetup().map((channel) => ({
      channel,
      href:
        channel === 'email' ? '/settings/email-accounts/new' : `/settings/channels/new?channel=${channel}`,
    })),
  })
}

async function add(req: Request, res: Response, web: Web): Promise<void> {
  const channel = channelOf(textOf(req, 'channel'))
  const input = inputOf(req, channel)
  const refused = (faults: FieldFault[]) => show(req, res, web, { ...typed(req, channel), account: null, faults })
  if (input.name === '') {
    await refused([{ field: 'name', code: 'field_required' }])
    return
  }
  try {
    const made = await addAccount(web, { ...input, channel }, originOf(req))
    done(req, res, `/settings/channels/${idOf(made)}`, success('saved'))
  } catch (error) {
    await refused(formFaults(error, setupOf(channel).fields))
  }
} // prettier-ignore

async function change(req: Request, res: Response, web: Web): Promise<void> {
  const account = await accountOf(req)
  const { channel } = account
  const input = { ...inputOf(req, channel), enabled: textOf(req, 'enabled') !== '', version: Number(textOf(req, 'version')) || 0 }
  const refused = (faults: FieldFault[]) => show(req, res, web, { ...typed(req, channel), account, faults })
  if (input.name === '') {
    await refused([{ field: 'name', code: 'field_required' }])
    return
  }
  try {
    await changeAccount(web, idOf(account), input, originOf(req))
    done(req, res, `/settings/channels/${idOf(account)}`, success('saved'))
  } catch (error) {
    await refused(formFaults(error, setupOf(channel).fields))
  }
} // prettier-ignore

async function renewSecret(req: Request, res: Response, web: Web): Promise<void> {
  const { _id, channel } = await accountOf(req)
  const name = textOf(req, 'name')
  const { secret } = await rotateSecret(web, _id.toHexString(), originOf(req), name)
  const label = fieldLabel(translator(localeOf(req, web)), channel, name)
  const account = await accounts.accountById(_id)
  await show(req, res, web, { channel, account, newSecret: { label, value: secret } })
}

async function ask(
  req: Request,
  res: Response,
  web: Web,
  question: (id: string) => Promise<SelfCheck[]>,
): Promise<void> {
  const account = await accountOf(req)
  const { channel } = account
  try {
    await show(req, res, web, { channel, account, checks: await question(idOf(account)) })
  } catch (error) {
    await show(req, res, web, { channel, account, faults: [faultOf(error)] })
  }
}

async function show(req: Request, res: Response, web: Web, showing: ChannelShowing): Promise<void> {
  const conflict = showing.faults?.some(({ code }) => code === 'version_conflict')
  const status = conflict ? 409 : showing.faults ? 422 : 200
  const t = translator(localeOf(req, web))
  const view = await channelPage(chromeOf(req, web, 'settings'), t, web, showing)
  showPage(req, res, web, 'pages/settings/channel', view, status)
}

/** What a refused form held, so that nothing has to be typed again (but secrets, which no page shows). */
function typed(req: Request, channel: ChannelName): Pick<ChannelShowing, 'channel' | 'values' | 'texts'> {
  const { name, locale } = inputOf(req, channel)
  return {
    channel,
    values: { name, locale, enabled: textOf(req, 'enabled') !== '' },
    texts: typedTexts(req, setupOf(channel).fields),
  }
}

function inputOf(req: Request, channel: ChannelName) {
  const { fields } = setupOf(channel)
  const team = textOf(req, 'team')
  return {
    name: textOf(req, 'name').trim().slice(0, 120),
    locale: textOf(req, 'locale') === 'en' ? ('en' as const) : ('tr' as const),
    team: /^[0-9a-f]{24}$/.test(team) ? team : null,
    ...givenOf(fields, typedTexts(req, fields)),
  }
}

/** @throws NotFound('channel_not_available') for one that is not set up by hand */
function channelOf(name: string): ChannelName {
  const channel = channelNames.find((one) => one === name)
  if (!channel || !channelsWithSetup().includes(channel)) throw new NotFound('channel_not_available')
  return channel
}

async function accountOf(req: Request): Promise<accounts.ChannelAccountRecord> {
  const id = String(req.params['id'])
  if (!/^[0-9a-f]{24}$/.test(id)) throw new NotFound('channel_account_not_found')
  return accounts.accountById(new Types.ObjectId(id))
}

function idOf(account: accounts.ChannelAccountRecord): string {
  return account._id.toHexString()
}
