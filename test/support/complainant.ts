import { expect } from 'chai'
import { seconds, travel } from '../../server/lib/clock.js'
import {
  createAccount,
  type AccountInput,
  type ChannelAccountRecord,
} from '../../server/models/channel-accounts/index.js'
import { seedCategories } from '../../server/models/categories/index.js'
import type { JobContext } from '../../jobs/context.js'

/** A picture of one dot. */
export const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64') // prettier-ignore

export interface Page {
  status: number
  headers: Headers
  html: string
  /** Where it leads to; '' when it stays. */
  location: string
}

export type Fields = Record<string, string | string[]>
export interface SentFile {
  name: string
  type: string
  content: Buffer
}

/** Somebody without an account, in a browser without script: cookies by path, forms as they stand in the page. */
export interface Complainant {
  cookies: Map<string, { path: string; value: string; line: string }>
  open(path: string): Promise<Page>
  send(path: string, fields: Fields, files?: SentFile[]): Promise<Page>
  form(path: string, fields: Record<string, string>): Promise<Page>
}

/** The complaint form's account and its categories. */
export async function formOpens({ secrets }: Pick<JobContext, 'secrets'>, input: Partial<AccountInput> = {}): Promise<ChannelAccountRecord> {
  await seedCategories()
  const usual: AccountInput = { channel: 'form', key: 'complaint', name: 'Şikâyet formu', addresses: [], team: null, locale: 'tr', settings: { acknowledge: true, statusLink: true } }
  return createAccount({ ...usual, ...input }, secrets)
} // prettier-ignore

export function complainant(url: string, language = 'tr'): Complainant {
  const cookies: Complainant['cookies'] = new Map()
  const ask = async (method: string, path: string, body?: FormData | URLSearchParams): Promise<Page> => {
    const target = new URL(path, url)
    const sent = [...cookies].filter(([, { path: at }]) => target.pathname === at || target.pathname.startsWith(at === '/' ? '/' : `${at}/`))
    const response = await fetch(target, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'text/html',
        'accept-language': language,
        'sec-fetch-site': 'same-origin',
        ...(sent.length > 0 ? { cookie: sent.map(([name, { value }]) => `${name}=${value}`).join('; ') } : {}),
      },
      ...(body === undefined ? {} : { body }),
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, { value, line, path: /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/' })
    }
    return { status: response.status, headers: response.headers, html: await response.text(), location: response.headers.get('location') ?? '' }
  }
  return {
    cookies,
    open: (path) => ask('GET', path),
    send: (path, fields, files = []) => ask('POST', path, formData(fields, files)),
    form: (path, fields) => ask('POST', path, new URLSearchParams(fields)),
  }
} // prettier-ignore

/** What somebody fills in who has understood everything. */
export function complaintOf(token: string, more: Fields = {}): Fields {
  return {
    token,
    website: '',
    category: 'damaged_in_transit',
    order: 'CP-88231',
    text: 'Vazo kırık geldi, içindeki güller de ezilmişti.',
    rating: '1',
    remedy: 'replacement',
    name: 'Ayşe Yılmaz',
    email: 'Ayse@Posta.example',
    phone: '0532 123 45 67',
    contact: 'email',
    consent: 'on',
    q_damaged_in_transit_damaged_what: 'Mavi vazo',
    q_damaged_in_transit_package_damaged: 'yes',
    ...more,
  }
}

/** The form's hidden field. */
export function tokenIn(html: string): string {
  const token = /name="token" value="([^"]+)"/.exec(html)?.[1]
  expect(token, 'a token in the page').to.be.a('string')
  return token ?? ''
}

/** Opens the form and takes the time that a person needs. */
export async function opensForm(who: Complainant, path = '/complaint'): Promise<string> {
  const { html, status } = await who.open(path)
  expect(status, html.slice(0, 500)).to.equal(200)
  travel(seconds(5))
  return tokenIn(html)
}

/** Names of the files that wait in the page, and their ids. */
export function keptFiles(html: string): string[] {
  return [...html.matchAll(/name="upload" value="([0-9a-f]{24})"/g)].map((match) => match[1] ?? '')
}

function formData(fields: Fields, files: readonly SentFile[]): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields))
    for (const one of [value].flat()) form.append(name, one)
  for (const { name, type, content } of files) form.append('files', new Blob([new Uint8Array(content)], { type }), name)
  return form
} // prettier-ignore
