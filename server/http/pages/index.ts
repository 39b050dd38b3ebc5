import express, { Router } from 'express'
import type { Web } from '../web.js'
import { blockPages } from './blocks.js'
import { callPages } from './calls/index.js'
import { conversationPages } from './conversations.js'
import { customerLinkPages } from './customer-link.js'
import { customerPages } from './customers/index.js'
import { promisePages } from './customers/promises.js'
import { ticketMergePages } from './customers/ticket-merges.js'
import { demoShop } from './demo-shop.js'
import { entryPages } from './entry.js'
import { inboxPages } from './inbox.js'
import { messagePages } from './messages.js'
import { outboxPages } from './outbox.js'
import { publicPages } from './public/index.js'
import { accountPages } from './settings/accounts.js'
import { channelPages } from './settings/channels.js'
import { linkPages } from './settings/links.js'
import { operationPages } from './settings/operations.js'
import { peoplePages } from './settings/people.js'
import { rulePages } from './settings/rules.js'
import { ticketForms } from './ticket-forms.js'

/** Every page of the product; all work as plain pages and forms, script only makes them live. */
export function pages(web: Web): Router {
  const router = Router()
  router.use(express.urlencoded({ extended: false, limit: '300kb', parameterLimit: 200 }))
  router.use(
    entryPages(web),
    inboxPages(web),
    messagePages(web),
    ticketForms(web),
    conversationPages(web),
    callPages(web),
    blockPages(web),
    customerPages(web),
    promisePages(web),
    ticketMergePages(web),
    outboxPages(web),
    publicPages(web),
    customerLinkPages(web),
  )
  router.use(
    channelPages(web),
    accountPages(web),
    rulePages(web),
    linkPages(web),
    peoplePages(web),
    operationPages(web),
    demoShop(web),
  )
  return router
}
