import { Router, type Request, type Response } from 'express'
import { translator } from '../../../../views/i18n.js'
import { presentRuleRow, presentRuleValues } from '../../../../views/present/settings.js'
import type { FieldFault, Localised, RulePage, RuleTestView } from '../../../../views/types.js'
import { NotFound } from '../../../lib/errors.js'
import { assertMay } from '../../../models/may.js'
import * as rules from '../../../models/rules/index.js'
import { priorities } from '../../../models/tickets/index.js'
import { localeOf } from '../../locale.js'
import type { NameMap } from '../../names.js'
import { judge } from '../../routes/knowledge.js'
import { originOf, viewerOf } from '../../viewer.js'
import type { Web } from '../../web.js'
import { chromeOf, done, faultOf, isDelete, showPage, success, textOf } from '../page.js'

/** Rules by which categories and priorities are chosen, and a place to try them. */
export function rulePages(web: Web): Router {
  const router = Router()
  router.use('/settings/rules', (req, _res, next) => {
    assertMay(viewerOf(req).actor, 'manage_rules')
    next()
  })
  router.get('/settings/rules', (req, res) => showRules(req, res, web, null))
  router.post('/settings/rules/test', async (req, res) =>
    showRules(req, res, web, await tried(textOf(req, 'text'), await web.names.get())),
  )
  router.get('/settings/rules/new', (req, res) => showRule(req, res, web, null, {}))
  router.post('/settings/rules', (req, res) => save(req, res, web, null))
  router.get('/settings/rules/:id', async (req, res) => showRule(req, res, web, await ruleOf(req), {}))
  router.post('/settings/rules/:id', async (req, res) => {
    const rule = await ruleOf(req)
    if (!isDelete(req)) return save(req, res, web, rule)
    await rules.remove(rule._id.toHexString(), originOf(req))
    done(req, res, '/settings/rules', success('deleted'))
  })
  router.post('/settings/rules/:id/state', async (req, res) => {
    const rule = await ruleOf(req)
    await rules.update(rule._id.toHexString(), { enabled: textOf(req, 'enabled') === 'true' }, originOf(req))
    done(req, res, '/settings/rules', success('saved'))
  })
  return router
}

async function showRules(req: Request, res: Response, web: Web, test: RuleTestView | null): Promise<void> {
  const [all, names] = await Promise.all([allRules(), web.names.get()])
  const rows = all.map((rule) => presentRuleRow(rule, targetName(rule.kind, rule.target, names)))
  showPage(req, res, web, 'pages/settings/rules', {
    chrome: chromeOf(req, web, 'settings'),
    tab: 'rules',
    rules: rows,
    test,
  })
}

async function save(req: Request, res: Response, web: Web, rule: rules.RuleRecord | null): Promise<void> {
  try {
    const input = inputOf(req)
    if (rule) await rules.update(rule._id.toHexString(), input, originOf(req))
    else await rules.create(input, originOf(req))
  } catch (error) {
    const fault = faultOf(error)
    const field =
      { match: 'words', weight: 'weight', target: 'target', kind: 'target' }[
        String(fault.details?.['part'])
      ] ?? ''
    await showRule(req, res, web, rule, {
      values: typedValues(req),
      faults: [{ ...fault, field }],
      status: 422,
    })
    return
  }
  done(req, res, '/settings/rules', success('saved'))
}

interface Showing {
  values?: RulePage['values']
  faults?: FieldFault[]
  status?: number
}

async function showRule(
  req: Request,
  res: Response,
  web: Web,
  rule: rules.RuleRecord | null,
  { values, faults = [], status = 200 }: Showing,
): Promise<void> {
  const t = translator(localeOf(req, web))
  const names = await web.names.get()
  const locale = textOf(req, 'locale') || (rule?.locale ?? 'any')
  const target = textOf(req, 'target') || (rule ? `${rule.kind}:${rule.target}` : '')
  const choice = (value: string, label: string) => ({ value, label, chosen: value === target })
  const live = names.categories.filter(({ retired }) => !retired)
  const view: RulePage = {
    chrome: chromeOf(req, web, 'settings'),
    tab: 'rules',
    values:
      values ??
      (rule ? presentRuleValues(rule) : { words: '', phrases: '', stems: '', weight: 5, enabled: true }),
    faults,
    id: rule?._id.toHexString() ?? '',
    locales: rules.ruleLocales.map((one) => ({
      value: one,
      label: t(`rules.locales.${one}`),
      chosen: one === locale,
    })),
    targets: [
      {
        label: t('tickets.category'),
        choices: live.map(({ key, names: name }) => choice(`category:${key}`, name[localeOf(req, web)])),
      },
      {
        label: t('tickets.priority'),
        choices: priorities.map((key) => choice(`priority:${key}`, t(`priorities.${key}`))),
      },
    ],
  }
  showPage(req, res, web, 'pages/settings/rule', view, status)
}

async function tried(text: string, names: NameMap): Promise<RuleTestView | null> {
  if (text.trim() === '') return null
  const { category, categoryBecause, priority, priorityBecause } = await judge(text.slice(0, 100_000))
  return {
    text,
    category: names.category(category)?.name ?? null,
    categoryBecause,
    priority,
    priorityBecause,
  }
}

function inputOf(req: Request): rules.RuleInput {
  const [kind = '', target = ''] = textOf(req, 'target').split(':')
  const { weight, enabled, ...terms } = typedValues(req)
  const lines = (text: string) => text.split(/\r?\n|,/).map((term) => term.trim()).filter(Boolean)
  const match = { words: lines(terms.words), phrases: lines(terms.phrases), stems: lines(terms.stems) }
  // Whatever a form says, the model names the part that it does not know.
  return { kind: kind as rules.RuleKind, target, locale: textOf(req, 'locale') as rules.RuleLocale, match, weight, enabled }
} // prettier-ignore

function typedValues(req: Request): RulePage['values'] {
  const [words, phrases, stems] = [textOf(req, 'words'), textOf(req, 'phrases'), textOf(req, 'stems')]
  return {
    words,
    phrases,
    stems,
    weight: Number(textOf(req, 'weight')),
    enabled: textOf(req, 'enabled') !== '',
  }
}

async function ruleOf(req: Request): Promise<rules.RuleRecord> {
  const id = String(req.params['id'])
  const rule = (await allRules()).find(({ _id }) => _id.toHexString() === id)
  if (!rule) throw new NotFound('rule_not_found')
  return rule
}

async function allRules(): Promise<rules.RuleRecord[]> {
  const all: rules.RuleRecord[] = []
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof rules.list>> = await rules.list({
      limit: 100,
      ...(cursor === null ? {} : { cursor }),
    })
    all.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  return all
}

function targetName(kind: rules.RuleKind, target: string, names: NameMap): Localised {
  if (kind === 'priority')
    return { tr: translator('tr')(`priorities.${target}`), en: translator('en')(`priorities.${target}`) }
  return names.category(target)?.name ?? { tr: target, en: target }
}
