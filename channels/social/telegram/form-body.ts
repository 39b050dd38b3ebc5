import { randomId } from '../../../server/lib/ids.js'
import type { OutboundAttachment } from '../../channel.js'

/** A request body with its headers. */
export interface FormBody {
  headers: Record<string, string>
  body: Buffer
}

/** A multipart/form-data body (RFC 7578) of some fields and one file. */
export function formBody(
  values: Readonly<Record<string, string>>,
  name: string,
  file: OutboundAttachment,
): FormBody {
  const boundary = `redress-${randomId()}`
  const head = (disposition: string): string =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n`
  const plain = Object.entries(values).map(([key, value]) => `${head(`name="${key}"`)}\r\n${value}\r\n`)
  const type = /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/.test(file.type) ? file.type : 'application/octet-stream'
  const fileHead = `${head(`name="${name}"; filename="${escaped(file.name)}"`)}Content-Type: ${type}\r\n\r\n`
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: Buffer.concat([
      Buffer.from(plain.join('') + fileHead),
      file.content,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  }
}

/** As browsers write a file's name (WHATWG HTML, multipart/form-data encoding algorithm). */
function escaped(name: string): string {
  return name.replace(/"/g, '%22').replace(/[\r\n\0]+/g, ' ')
}
