import { Router, type Request, type Response } from 'express'
import { Types } from 'mongoose'
import { presentAccountRow, presentAccountValues } from '../../../../views/present/settings.js'
import type { EmailAccountPage, FieldFault } from '../../../../views/types.js'
import { Invalid, NotFound } from '../../../lib/errors.js'
import {
  accountById,
  listAccounts,
  type ChannelAccountRecord,
} from '../../../models/channel-accounts/index.js'
import { assertMay } from '../../../models/may.js'
import {
  accountChanges,
  accountInput,
  addAccount,
  changeAccount,
  inboundUrl,
  rotateSecret,
} from '../../routes/account-changes.js'
import { originOf, viewerOf } from '../../viewer.js'
import type { Web } from '../../web.js'
import { check, chromeOf, done, faultOf, showPage, success, textOf } from '../page.js'

const charsets = ['windows-1254', 'iso-8859-9', 'utf-8', 'windows-1252', 'iso-8859-1']
const emptyValues: EmailAccountPage['values'] = {
  name: '',
  addresses: '',
  locale: 'tr',
  fallbackCharset: 'windows-1254',
  smtpUrl: '',
  catchAll: false,
  enabled: true,
  acknowledge: true,
}
const fields = {
  address_invalid: 'addresses',
  channel_account_exists: 'addresses',
  channel_address_taken: 'addresses',
}

/** E-mail accounts: what is taken in, how it is read, and how answers leave. */
export function accountPages(web: Web): Router {
  const router = Router()
  router.get('/settings/email-accounts', async (req, res) => {
    assertMay(viewerOf(req).actor, 'manage_channels')
    const accounts = (await listAccounts('email')).map(presentAccountRow)
    showPage(req, res, web, 'pages/settings/email-accounts', {
      chrome: chromeOf(req, web, 'settings'),
      tab: 'email-accounts',
      accounts,
    })
  })
  router.get('/settings/email-accounts/new', (req, res) => {
    assertMay(viewerOf(req).actor, 'manage_channels')
    show(req, res, web, null, { values: emptyValues })
  })
  router.post('/settings/email-accounts', (req, res) => add(req, res, web))
  router.get('/settings/email-accounts/:id', async (req, res) => {
    show(req, res, web, await accountOf(req), {})
  })
  router.post('/settings/email-accounts/:id', (req, res) => change(req, res, web))
  router.post('/settings/email-accounts/:id/secret', async (req, res) => {
    const account = await accountOf(req)
    const { secret } = await rotateSecret(web, account._id.toHexString(), originOf(req))
    show(req, res, web, await accountById(account._id), { newSecret: secret })
  })
  return router
}

async function add(req: Request, res: Response, web: Web): Promise<void> {
  assertMay(viewerOf(req).actor, 'manage_channels')
  const checked = check(accountInput, inputOf(req))
  if (!checked.ok) {
    show(req, res, web, null, { values: typedValues(req), faults: checked.faults.map(toField), status: 422 })
    return
  }
  try {
    const made = await addAccount(web, checked.data, originOf(req))
    done(req, res, `/settings/email-accounts/${made._id.toHexString()}`, success('saved'))
  } catch (error) {
    show(req, res, web, null, { values: typedValues(req), faults: faultsOf(error), status: 422 })
  }
}

async function change(req: Request, res: Response, web: Web): Promise<void> {
  const account = await accountOf(req)
  const input = {
    ...inputOf(req),
    enabled: textOf(req, 'enabled') !== '',
    version: Number(textOf(req, 'version')),
  }
  const checked = check(accountChanges, input)
  if (!checked.ok) {
    show(req, res, web, account, {
      values: typedValues(req),
      faults: checked.faults.map(toField),
      status: 422,
    })
    return
  }
  try {
    await changeAccount(web, account._id.toHexString(), checked.data, originOf(req))
    done(req, res, `/settings/email-accounts/${account._id.toHexString()}`, success('saved'))
  } catch (error) {
    const faults = faultsOf(error)
    show(req, res, web, account, {
      values: typedValues(req),
      faults,
      status: faults[0]?.code === 'version_conflict' ? 409 : 422,
    })
  }
}

async function accountOf(req: Request): Promise<ChannelAccountRecord> {
  assertMay(viewerOf(req).actor, 'manage_channels')
  const id = String(req.params['id'])
  if (!/^[0-9a-f]{24}$/.test(id)) throw new NotFound('channel_account_not_found')
  return accountById(new Types.ObjectId(id))
}

interface Showing {
  values?: EmailAccountPage['values']
  faults?: FieldFault[]
  newSecret?: string
  status?: number
}

function show(
  req: Request,
  res: Response,
  web: Web,
  account: ChannelAccountRecord | null,
  { values, faults = [], newSecret = '', status = 200 }: Showing,
): void {
  const shown = values ?? (account ? presentAccountValues(account) : emptyValues)
  const view: EmailAccountPage = {
    chrome: chromeOf(req, web, 'settings'),
    tab: 'email-accounts',
    values: { ...shown, smtpUrl: '' },
    faults,
    id: account?._id.toHexString() ?? '',
    version: account?.version ?? 0,
    charsets: charsets.map((value) => ({ value, label: value, chosen: value === shown.fallbackCharset })),
    inboundUrl: account ? inboundUrl(web, account) : '',
    hasSecret: account?.secrets['inboundSecret'] !== undefined,
    newSecret,
    hasSmtp: account?.secrets['smtpUrl'] !== undefined,
  }
  showPage(req, res, web, 'pages/settings/email-account', view, status)
}

/** A stored SMTP address is not shown, so an empty field leaves it as it is. */
function inputOf(req: Request): Record<string, unknown> {
  const values = typedValues(req)
  const addresses = values.addresses.split(/[\s,;]+/).filter(Boolean)
  const { name, locale, catchAll, acknowledge, fallbackCharset, smtpUrl } = values
  return {
    name,
    locale,
    addresses,
    settings: { catchAll, acknowledge, fallbackCharset },
    ...(smtpUrl ? { secrets: { smtpUrl } } : {}),
  }
}

function typedValues(req: Request): EmailAccountPage['values'] {
  return {
    name: textOf(req, 'name').trim(),
    addresses: textOf(req, 'addresses'),
    locale: textOf(req, 'locale') === 'en' ? 'en' : 'tr',
    fallbackCharset: charsets.find((one) => one === textOf(req, 'fallbackCharset')) ?? 'windows-1254',
    smtpUrl: textOf(req, 'smtpUrl').trim(),
    catchAll: textOf(req, 'catchAll') !== '',
    enabled: textOf(req, 'enabled') !== '',
    acknowledge: textOf(req, 'acknowledge') !== '',
  }
}

function toField(fault: FieldFault): FieldFault {
  return fault.field === 'secrets' ? { field: 'smtpUrl', code: 'field_invalid' } : fault
}

/** A refusal with the faults of several fields, or of one. */
function faultsOf(error: unknown): FieldFault[] {
  const refused = error instanceof Invalid && error.code === 'channel_account_invalid'
  return refused ? (error.details['fields'] as FieldFault[]) : [faultOf(error, fields)]
}
