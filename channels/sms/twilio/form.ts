import { parse } from 'node:querystring'

/** Parameters of one webhook; a name that came twice has a list. */
export type Params = Record<string, string | string[] | undefined>

/** More than any webhook has; each costs a share of sorting and hashing before the proof is known. */
const maxParams = 1_000

/**
 * The parameters of an application/x-www-form-urlencoded body, flat and untouched: brackets stay part of the name and
 * nothing is trimmed, since the signature covers them as they are.
 * @returns null when there are more than a webhook can have
 */
export function parseForm(body: Buffer): Params | null {
  const text = body.toString('utf8')
  if (text.split('&', maxParams + 1).length > maxParams) return null
  return parse(text, '&', '=', { maxKeys: 0 })
}

/** The parameters of a body that is a form, or a flat JSON object; null when it is neither. */
export function paramsOf(body: Buffer): Params | null {
  return isJsonObject(body) ? parseJson(body) : parseForm(body)
}

/** Whether a body begins as a JSON object does; no form begins with a brace. */
export function isJsonObject(body: Buffer): boolean {
  return /^\ufeff?\s*\{/.test(body.toString('utf8', 0, 256))
}

function parseJson(body: Buffer): Params | null {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(body))
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) =>
      typeof one === 'string' || typeof one === 'number' ? [[name, String(one)]] : [],
    ),
  )
}

/** The first value of the first of these parameters that is there and not empty, without NUL characters; else ''. */
export function valueOf(params: Params, ...names: string[]): string {
  for (const name of names) {
    const given = params[name]
    const first = (Array.isArray(given) ? given[0] : given)?.replaceAll('\0', '') ?? ''
    if (first !== '') return first
  }
  return ''
}
