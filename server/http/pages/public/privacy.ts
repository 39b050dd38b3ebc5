import { Router } from 'express'
import { translator } from '../../../../views/i18n.js'
import type { Locale } from '../../../../views/types.js'
import { sha256 } from '../../../lib/ids.js'
import * as settings from '../../../models/settings/index.js'
import { localeOf } from '../../locale.js'
import type { Web } from '../../web.js'
import { choseLanguage, formAccount, showPublic } from './show.js'

export interface PrivacyNotice {
  organisation: string
  /** The organisation's own words; empty where ours stand. */
  paragraphs: string[]
  /** Changes with the words, so that it tells which ones somebody agreed to. */
  version: string
}

/** What becomes of personal data (Turkish law no. 6698, article 10), in one language. */
export function privacyPages(web: Web): Router {
  const router = Router()
  router.get('/privacy', async (req, res) => {
    if (choseLanguage(req, res, '/privacy')) return
    const notice = await privacyNotice(localeOf(req, web))
    showPublic(req, res, web, 'pages/privacy', { languageHref: '/privacy', ...notice })
  })
  return router
}

/** @throws NotFound('page_not_found') where there is no complaint form */
export async function privacyNotice(locale: Locale): Promise<PrivacyNotice> {
  const account = await formAccount()
  const organisation = (await settings.get('organisationName')) ?? account.name
  const own = account.settings[locale === 'tr' ? 'privacyTr' : 'privacyEn']
  const paragraphs = Array.isArray(own) ? own.filter((line) => typeof line === 'string') : []
  const words = paragraphs.length > 0 ? paragraphs : [translator(locale)('privacy.ours', { organisation })]
  return { organisation, paragraphs, version: sha256(words.join('\n')).slice(0, 12) }
}
