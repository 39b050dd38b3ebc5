import { z } from 'zod'
import { attachmentRoutes } from '../routes/attachments.js'
import { channelRoutes } from '../routes/channels.js'
import { blockedLinkRoutes } from '../routes/blocked-links.js'
import { callRoutes } from '../routes/calls.js'
import { customerBlockRoutes } from '../routes/customer-blocks.js'
import { customerCodeRoutes } from '../routes/customer-codes.js'
import { customerIdentityRoutes } from '../routes/customer-identities.js'
import { customerMergeRoutes } from '../routes/customer-merges.js'
import { customerStoryRoutes } from '../routes/customer-story.js'
import { customerRoutes } from '../routes/customers.js'
import { knowledgeRoutes } from '../routes/knowledge.js'
import { mailFlowRoutes } from '../routes/mail-flow.js'
import { messageRoutes } from '../routes/messages.js'
import { operationRoutes } from '../routes/operations.js'
import { playbookRoutes } from '../routes/playbooks.js'
import { peopleRoutes } from '../routes/people.js'
import { replyRouteRoutes } from '../routes/reply-routes.js'
import { sessionRoutes } from '../routes/session.js'
import { ticketMergeRoutes } from '../routes/ticket-merges.js'
import { ticketNounRoutes } from '../routes/ticket-nouns.js'
import { ticketRoutes } from '../routes/tickets.js'
import { openApiDocument } from './openapi.js'
import { route, type AnyRoute } from './route.js'

const nouns: AnyRoute[] = [
  ...sessionRoutes,
  ...ticketRoutes,
  ...ticketNounRoutes,
  ...ticketMergeRoutes,
  ...messageRoutes,
  ...replyRouteRoutes,
  ...attachmentRoutes,
  ...customerRoutes,
  ...customerBlockRoutes,
  ...callRoutes,
  ...blockedLinkRoutes,
  ...playbookRoutes,
  ...customerMergeRoutes,
  ...customerCodeRoutes,
  ...customerIdentityRoutes,
  ...customerStoryRoutes,
  ...knowledgeRoutes,
  ...channelRoutes,
  ...peopleRoutes,
  ...mailFlowRoutes,
  ...operationRoutes,
]

const description = route({
  method: 'get',
  path: '/openapi.json',
  summary: 'This description',
  permission: 'anyone',
  responses: { 200: z.record(z.string(), z.unknown()) },
  handler: ({ web }) => Promise.resolve(openApiDocument(apiRoutes, web.config.web.publicBaseUrl)),
})

/** Every route of /api/v1: what is mounted, what is described and what the permission test walks. */
export const apiRoutes: readonly AnyRoute[] = [...nouns, description]
