import { adapterFor } from '../../../../channels/index.js'
import type { SelfCheck } from '../../../../channels/channel.js'
import type { Translate } from '../../../../views/helpers/translate.js'
import type { ChannelPage, ChromeView, FieldFault } from '../../../../views/types.js'
import type { ChannelAccountRecord } from '../../../models/channel-accounts/index.js'
import type { ChannelName } from '../../../models/intake/message-shapes.js'
import { list as listTeams } from '../../../models/teams/index.js'
import { inboundUrl, setupOf } from '../../routes/account-changes.js'
import type { Web } from '../../web.js'
import { presentFields, presentOwnSecrets, storedTexts, type FieldTexts } from './channel-form.js'
import { presentChecks, stepsOf } from './channel-texts.js'

/** What a page of one account shows beside what is stored. */
export interface ChannelShowing {
  channel: ChannelName
  /** null for a new one. */
  account: ChannelAccountRecord | null
  values?: ChannelPage['values']
  texts?: FieldTexts
  faults?: FieldFault[]
  newSecret?: ChannelPage['newSecret']
  checks?: SelfCheck[]
}

export async function channelPage(
  chrome: ChromeView,
  t: Translate,
  web: Web,
  showing: ChannelShowing,
): Promise<ChannelPage> {
  const { channel, account, faults = [], newSecret = null, checks = [] } = showing
  const setup = setupOf(channel)
  const webhookUrl = account && hasDoor(channel) ? inboundUrl(web, account) : ''
  return {
    chrome,
    tab: 'channels',
    values: showing.values ?? valuesOf(account, web),
    faults,
    id: account?._id.toHexString() ?? '',
    version: account?.version ?? 0,
    channel,
    ...storedParts(t, web, showing),
    teams: await teamChoices(t, account),
    steps: stepsOf(t, channel, { webhookUrl: webhookUrl || '…' }),
    webhookUrl,
    newSecret,
    snippet: account && channel === 'chat' ? snippetOf(account, web) : '',
    canTest: account !== null && setup.selfTest !== undefined,
    canConnect: account !== null && setup.connect !== undefined,
    checks: presentChecks(t, checks),
  }
}

function storedParts(
  t: Translate,
  web: Web,
  { channel, account, texts }: ChannelShowing,
): Pick<ChannelPage, 'fields' | 'secrets'> {
  const { fields } = setupOf(channel)
  const shown = texts ?? (account ? storedTexts(fields, account) : {})
  const sealed = account?.secrets ?? {}
  const reveal = (name: string): string => (sealed[name] ? web.secrets.decrypt(sealed[name]) : '')
  return {
    fields: presentFields(t, channel, fields, shown, sealed),
    secrets: account ? presentOwnSecrets(t, channel, fields, reveal) : [],
  }
}

function valuesOf(account: ChannelAccountRecord | null, web: Web): ChannelPage['values'] {
  if (!account) return { name: '', locale: web.config.defaults.locale, enabled: true }
  return { name: account.name, locale: account.locale, enabled: account.enabled }
}

async function teamChoices(t: Translate, account: ChannelAccountRecord | null): Promise<ChannelPage['teams']> {
  const teams = await listTeams()
  const own = account ? (account.team?.toHexString() ?? '') : (teams.find((team) => team.isDefault)?._id.toHexString() ?? '')
  return [
    { value: '', label: t('channel_settings.no_team'), chosen: own === '' },
    ...teams.map((team) => ({ value: team._id.toHexString(), label: team.name, chosen: team._id.toHexString() === own })),
  ]
} // prettier-ignore

function hasDoor(channel: ChannelName): boolean {
  return adapterFor(channel).caps.intake.includes('webhook')
}

/** What a site puts on its pages; see the loader in views/browser/widget. */
function snippetOf({ key }: ChannelAccountRecord, web: Web): string {
  return `<script src="${web.config.web.publicBaseUrl}/widget.js" data-site="${key}" async></script>`
}
