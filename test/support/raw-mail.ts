const words = 'merhaba siparişim kargo hâlâ gelmedi çiçekler solmuş kutusu ezilmiş lütfen iade istiyorum bugün düğün için acil teslimat adresi yanlış şikâyet ediyorum ürün eksik çıktı teşekkürler'.split(' ') // prettier-ignore

/** A raw mail as customers' programs send it, about 1.5 kB; every other one has an HTML part beside its text. */
export function rawMail(n: number, run = 'bench'): Buffer {
  const text = Array.from({ length: 60 }, (_, k) => words[(n * 7 + k * (1 + (n % 5))) % words.length]).join(
    ' ',
  )
  const body = `Mesaj ${n}\r\n${text}.\r\n`
  const head = [
    `From: =?utf-8?B?${base64(`Müşteri ${n}`)}?= <${addressOf(n)}>`,
    'To: support@redress.localhost',
    `Subject: =?utf-8?B?${base64(`Şikâyet ${n}: kargo gelmedi`)}?=`,
    'Date: Mon, 02 Nov 2026 10:00:00 +0300',
    `Message-ID: ${messageIdOf(n, run)}`,
    'MIME-Version: 1.0',
  ]
  return Buffer.from([...head, ...(n % 2 === 0 ? plain(body) : alternative(body))].join('\r\n'))
}

export function addressOf(n: number): string {
  return `musteri${n}@posta.example`
}

export function messageIdOf(n: number, run = 'bench'): string {
  return `<${run}.${n}@posta.example>`
}

function plain(body: string): string[] {
  return [...part('text/plain', body)]
}

function alternative(body: string): string[] {
  const html = `<div dir="ltr"><p>${body.replaceAll('\r\n', '<br>')}</p></div>`
  return [
    'Content-Type: multipart/alternative; boundary="b"',
    '',
    '--b',
    ...part('text/plain', body),
    '--b',
    ...part('text/html', html),
    '--b--',
    '',
  ]
}

function part(type: string, body: string): string[] {
  const lines = base64(body).match(/.{1,76}/g) ?? []
  return [`Content-Type: ${type}; charset=utf-8`, 'Content-Transfer-Encoding: base64', '', ...lines, '']
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
