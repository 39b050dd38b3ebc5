import type { ChannelAccountRecord } from '../../server/models/channel-accounts/channel-account.js'
import type { RuleRecord } from '../../server/models/rules/rule.js'
import type { UserRecord } from '../../server/models/users/user.js'
import type {
  ChannelRowView,
  Choice,
  EmailAccountPage,
  EmailAccountRowView,
  Localised,
  RulePage,
  RuleRowView,
  UserRowView,
} from '../types.js'

export function presentAccountRow(account: ChannelAccountRecord): EmailAccountRowView {
  const { name, addresses, locale, enabled, settings } = account
  return {
    id: account._id.toHexString(),
    name,
    addresses,
    locale,
    enabled,
    catchAll: settings['catchAll'] === true,
    acknowledge: settings['acknowledge'] !== false,
  }
}

/** @param activity what came in by it lately */
export function presentChannelRow(
  account: ChannelAccountRecord,
  activity: { lastAt: Date | null; lastError: { code: string; at: Date } | null } | undefined,
): ChannelRowView {
  const { channel, name, addresses, enabled } = account
  const id = account._id.toHexString()
  return {
    id,
    channel,
    name,
    addresses,
    enabled,
    href: `/settings/${channel === 'email' ? 'email-accounts' : 'channels'}/${id}`,
    lastAt: activity?.lastAt?.toISOString() ?? '',
    errorCode: activity?.lastError?.code ?? '',
    errorAt: activity?.lastError?.at.toISOString() ?? '',
  }
}

/** What the form of an account starts with; a stored SMTP address is never shown again. */
export function presentAccountValues(account: ChannelAccountRecord): EmailAccountPage['values'] {
  const row = presentAccountRow(account)
  const charset = account.settings['fallbackCharset']
  return {
    name: row.name,
    addresses: row.addresses.join('\n'),
    locale: row.locale,
    fallbackCharset: typeof charset === 'string' ? charset : 'windows-1254',
    smtpUrl: '',
    catchAll: row.catchAll,
    enabled: row.enabled,
    acknowledge: row.acknowledge,
  }
}

/** @param target the category's or priority's name */
export function presentRuleRow(rule: RuleRecord, target: Localised): RuleRowView {
  const { kind, locale, match, weight, enabled } = rule
  return {
    id: rule._id.toHexString(),
    kind,
    locale,
    target,
    terms: [
      ...match.words,
      ...match.phrases.map((phrase) => phrase.replaceAll('*', '…')),
      ...match.stems.map((stem) => `${stem}…`),
    ],
    weight,
    enabled,
    builtIn: rule.builtIn !== undefined,
  }
}

export function presentRuleValues({ match, weight, enabled }: RuleRecord): RulePage['values'] {
  const lines = (terms: string[]): string => terms.join('\n')
  return {
    words: lines(match.words),
    phrases: lines(match.phrases),
    stems: lines(match.stems),
    weight,
    enabled,
  }
}

/**
 * A person on the users page.
 * @param beside what can be chosen, roles named in the reader’s language, and the id of the reader
 */
export function presentUser(
  user: UserRecord,
  beside: { me: string; roles: readonly string[]; roleName: (role: string) => string; teams: { id: string; name: string }[] },
): UserRowView {
  const id = user._id.toHexString()
  const own = new Set(user.teams.map((team) => team.toHexString()))
  const roles: Choice[] = beside.roles.map((role) => ({ value: role, label: beside.roleName(role), chosen: role === user.role }))
  return {
    id,
    name: user.name,
    email: user.email,
    role: user.role,
    state: user.deactivation ? 'deactivated' : user.passwordHash === undefined ? 'invited' : 'active',
    roles,
    teams: beside.teams.map((team) => ({ value: team.id, label: team.name, chosen: own.has(team.id) })),
    self: id === beside.me,
  }
} // prettier-ignore
