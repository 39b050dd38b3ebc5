import { parse } from 'csv-parse/sync'
import { ChannelRejected } from '../../../server/lib/errors.js'
import { fold } from '../../../server/lib/fold.js'
import { fields, list } from '../loose.js'
import { isoTime } from './local-time.js'

/** One review as a file has it, under our names of its fields. */
export type FileRow = Readonly<Record<string, unknown>>

/**
 * The reviews of a file: JSON (a list, one review, or `{ "reviews": […] }`) or a table (CSV, its first line naming the
 * columns in Turkish or English, parted by commas, semicolons or tabs); UTF-8, or UTF-16 with a byte order mark.
 * @param zone IANA zone of times that name none
 * @throws ChannelRejected('review_file_not_text' | 'review_file_unreadable' | 'review_file_columns')
 */
export function readReviewFile(bytes: Buffer, zone: string): FileRow[] {
  const said = decoded(bytes)
  const rows = /^\s*[[{]/.test(said) ? jsonRows(said) : tableRows(said)
  return rows.map((row) => ({ ...row, ...times(row, zone) }))
}

function decoded(bytes: Buffer): string {
  const charset = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8'
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes)
  } catch (error) {
    throw new ChannelRejected('review_file_not_text', {}, { cause: error })
  }
}

function jsonRows(said: string): FileRow[] {
  const body = parsed(() => JSON.parse(said) as unknown)
  const inside = fields(body)['reviews']
  return (Array.isArray(body) ? list(body) : Array.isArray(inside) ? list(inside) : [body]).map(fields)
}

function tableRows(said: string): FileRow[] {
  const delimiter = delimiterOf(said.slice(0, said.search(/[\r\n]|$/)))
  const options = { delimiter, bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, trim: true } as const // prettier-ignore
  const [head = [], ...lines] = parsed(() => parse(said, options))
  const names = head.map((title) => columns[plain(title)])
  if (!names.includes('id')) throw new ChannelRejected('review_file_columns', { columns: head.slice(0, 40) })
  return lines.map((line) => Object.fromEntries(line.flatMap((value, at): [string, string][] => {
    const name = names[at]
    return name === undefined || value === '' ? [] : [[name, value]]
  }))) // prettier-ignore
}

function parsed<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 200) : ''
    throw new ChannelRejected('review_file_unreadable', { detail }, { cause: error })
  }
}

/** Turkish spreadsheets part columns by semicolons, because the comma is in their numbers. */
function delimiterOf(head: string): string {
  const counted = ['\t', ';', ','].map((sign) => ({ sign, times: head.split(sign).length }))
  return counted.reduce((best, one) => (one.times > best.times ? one : best)).sign
}

function times(row: FileRow, zone: string): Record<string, string> {
  const given = ['createdAt', 'updatedAt'].flatMap((name): [string, string][] => {
    const value = row[name]
    return typeof value === 'string' ? [[name, isoTime(value, zone)]] : []
  })
  return Object.fromEntries(given)
}

function plain(title: string): string {
  return fold(title).replace(/[^\p{L}\p{N}]+/gu, '')
}

/** Titles of columns by our names of the fields; folded and without spaces and signs. */
const titles: Readonly<Record<string, string>> = {
  id: 'id yorumno yorumid yorumnumarasi reviewid reviewno degerlendirmeno degerlendirmeid no',
  site: 'site kaynak platform pazaryeri source marketplace kanal',
  url: 'url link baglanti adres',
  author: 'author yazar musteri musteriadi kullanici kullaniciadi ad adsoyad isim name customer customername',
  authorId: 'authorid yazarno yazarid kullanicino kullaniciid musterino musteriid customerid userid',
  rating: 'rating puan yildiz stars score degerlendirmepuani',
  max: 'max enyuksekpuan azamipuan maxrating outof',
  title: 'title baslik yorumbasligi',
  text: 'text yorum metin yorummetni degerlendirme review comment icerik aciklama',
  createdAt: 'createdat created date tarih yorumtarihi olusturmatarihi',
  updatedAt: 'updatedat updated guncelleme guncellemetarihi degisiklik degistirmetarihi',
  order: 'order orderno ordernumber orderid siparis siparisno siparisnumarasi',
  reply: 'reply answer yanit cevap saticiyaniti saticicevabi magazayaniti magazacevabi',
}

const columns: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(titles).flatMap(([name, words]) => words.split(' ').map((word) => [word, name])),
)
