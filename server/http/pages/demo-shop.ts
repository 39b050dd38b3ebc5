import { Router, type Request, type Response } from 'express'
import { createTransport } from 'nodemailer'
import { z } from 'zod'
import type { DemoShopPage, FieldFault, Localised } from '../../../views/types.js'
import { sleep } from '../../lib/clock.js'
import { ChannelUnavailable, NotFound } from '../../lib/errors.js'
import { randomId } from '../../lib/ids.js'
import { listAccounts } from '../../models/channel-accounts/index.js'
import { Marketplace, type MarketplaceRecord } from '../../models/marketplaces/index.js'
import { Message, type MessageRecord } from '../../models/messages/index.js'
import { Order, type OrderRecord } from '../../models/orders/index.js'
import { Ticket, type TicketRecord } from '../../models/tickets/index.js'
import type { Web } from '../web.js'
import { check, faultOf, queryText, showPage, textOf } from './page.js'

const icons = ['roses', 'gift', 'mug', 'cake']
/** How long the page waits for the mail it sent to become a ticket. */
const patience = 4_000

const letter = z.object({
  name: z.string().trim().min(1).max(120),
  email: z.email().max(320),
  order: z.string().trim().max(40),
  text: z.string().trim().min(1).max(10_000),
})

/** A shop to try the product with, where the demonstration data is: its form sends a real e-mail to the shop's address. */
export function demoShop(web: Web): Router {
  const router = Router()
  router.get('/demo-shop', async (req, res) => {
    const sent = /^\d{1,9}$/.test(queryText(req, 'sent')) ? Number(queryText(req, 'sent')) : 0
    await show(req, res, web, await demoOrders(), { sent })
  })
  router.post('/demo-shop/messages', (req, res) => write(req, res, web))
  return router
}

async function write(req: Request, res: Response, web: Web): Promise<void> {
  const orders = await demoOrders()
  await web.limits.inbound('demo-shop', req.ip ?? '')
  const checked = check(letter, {
    name: textOf(req, 'name'),
    email: textOf(req, 'email').trim(),
    order: textOf(req, 'order'),
    text: textOf(req, 'text'),
  })
  if (!checked.ok) {
    await show(req, res, web, orders, { faults: checked.faults, status: 422 })
    return
  }
  try {
    const messageId = await send(web, checked.data)
    res.redirect(303, `/demo-shop?sent=${await ticketOf(messageId)}#write`)
  } catch (error) {
    await show(req, res, web, orders, {
      faults: [faultOf(error instanceof ChannelUnavailable ? new NotFound(error.code) : error)],
      status: 502,
    })
  }
}

/** Over SMTP to our own listener, as any mail server would. @throws ChannelUnavailable('mail_door_closed') */
async function send(web: Web, { name, email, order, text }: z.output<typeof letter>): Promise<string> {
  const { inboundPort } = web.config.email
  const to = (await listAccounts('email')).find(({ enabled }) => enabled)?.addresses[0]
  if (inboundPort === 0 || to === undefined) throw new ChannelUnavailable('mail_door_closed')
  const messageId = `<${randomId()}@demo-shop.example>`
  const subject = order
    ? `${order}: ${text.split('\n')[0] ?? ''}`.slice(0, 120)
    : (text.split('\n')[0] ?? '').slice(0, 120)
  const transport = createTransport({ host: '127.0.0.1', port: inboundPort, secure: false, ignoreTLS: true })
  try {
    await transport.sendMail({
      from: { name, address: email },
      to,
      subject,
      text: order ? `${text}\n\n${order}` : text,
      messageId,
    })
  } catch (error) {
    throw new ChannelUnavailable('mail_door_closed', {}, { cause: error as Error })
  } finally {
    transport.close()
  }
  return messageId
}

/** The number of the ticket that a mail became; 0 when it takes longer than a visitor waits. */
async function ticketOf(messageId: string): Promise<number> {
  for (let waited = 0; waited < patience; waited += 100) {
    const message = await Message.findOne({ 'email.messageId': messageId }, { ticket: 1 }).lean<
      Pick<MessageRecord, 'ticket'>
    >()
    const ticket = message
      ? await Ticket.findById(message.ticket, { number: 1 }).lean<Pick<TicketRecord, 'number'>>()
      : null
    if (ticket) return ticket.number
    await sleep(100)
  }
  return 0
}

/** The demonstration marketplace's latest orders. @throws NotFound('page_not_found') where there is none */
async function demoOrders(): Promise<OrderRecord[]> {
  const marketplace = await Marketplace.findOne({ key: 'gonca' }).lean<MarketplaceRecord>()
  const orders = marketplace
    ? await Order.find({ marketplace: marketplace._id }).sort({ _id: -1 }).limit(20).lean<OrderRecord[]>()
    : []
  if (orders.length === 0) throw new NotFound('page_not_found')
  return orders
}

interface Showing {
  faults?: FieldFault[]
  sent?: number
  status?: number
}

async function show(
  req: Request,
  res: Response,
  web: Web,
  orders: OrderRecord[],
  { faults = [], sent = 0, status = 200 }: Showing,
): Promise<void> {
  const [latest] = orders
  if (!latest) throw new NotFound('page_not_found')
  const lines = [
    ...new Map(orders.flatMap((order) => order.lines).map((line) => [line.sku, line])).values(),
  ].slice(0, 4)
  const view: DemoShopPage = {
    values: {
      name: textOf(req, 'name'),
      email: textOf(req, 'email'),
      order: textOf(req, 'order') || latest.number,
      text: textOf(req, 'text'),
    },
    faults,
    products: lines.map((line, index) => ({
      name: both(line.name),
      price: line.unitPrice,
      icon: icons[index % icons.length] ?? 'gift',
    })),
    order: {
      number: latest.number,
      placedAt: (latest.placedAt ?? latest.createdAt).toISOString(),
      items: latest.lines.map(({ name, quantity }) => ({ name: both(name), quantity })),
      total: latest.total,
    },
    sent,
    chat: await demoChat(),
  }
  showPage(req, res, web, 'pages/demo-shop', view, status)
}

/** The chat that the demonstration made, as long as nobody has switched it off. */
async function demoChat(): Promise<string> {
  const account = (await listAccounts('chat')).find(({ key, enabled }) => key === 'demo' && enabled)
  return account?.key ?? ''
}

function both(name: string): Localised {
  return { tr: name, en: name }
}
