/** Raw mail written in a test: fields, then the body; line ends become CRLF. */
export function rawMail(
  fields: Record<string, string | string[]>,
  body: string | Buffer = 'Merhaba',
): Buffer {
  const all = { From: 'Ayse <ayse@example.com.tr>', To: 'destek@cicekpazari.example', Subject: 'konu', Date: 'Sat, 21 Nov 2026 14:05:00 +0300', ...fields } // prettier-ignore
  const head = Object.entries(all).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}\r\n`),
  )
  const content = typeof body === 'string' ? Buffer.from(body.replace(/\r?\n/g, '\r\n')) : body
  return Buffer.concat([Buffer.from(`${head.join('')}\r\n`), content])
}

/** A multipart body of the given parts, each with its own header lines. */
export function parts(boundary: string, ...list: string[]): string {
  return `${list.map((part) => `--${boundary}\n${part}\n`).join('')}--${boundary}--\n`
}
