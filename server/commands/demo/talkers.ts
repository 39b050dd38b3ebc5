import { fold } from '../../lib/fold.js'

/** Somebody who talks to the demonstration shop by other channels than mail; ids as the platforms would give them. */
export interface Talker {
  name: string
  handle: string
  /** In E.164; a block that no Turkish operator has given out. */
  phone: string
  psid: string
  igsid: string
  x: string
  telegram: number
  visitor: string
  locale: 'tr' | 'en'
}

const names =
  'Nesrin Duru,Kaan Ergin,Leyla Topal,Serkan Bilgin,Hande Uysal,Yusuf Altun,Aylin Gök,Barış Sönmez,Cansu Eren,Doruk Tan,Elvan Ocak,Furkan Şimşek,Gonca Işıklı,Haluk Bayram,Işıl Cebeci,Jale Akın,Koray Deniz,Lara Sezer,Mine Çağlar,Nihat Ulus,Oya Kutlu,Poyraz Bal,Reyhan Kılınç,Sinan Ekici,Tuğçe Aras,Ufuk Güven,Vildan Peker,Yasemin Toprak,Zafer Koçak,Alper Önder,Begüm Sayın,Cihan Durmaz,Didem Yalçın,Ercan Mutlu,Feride Baysal,Görkem Atay,Hülya Soylu,İlker Candan,Kadir Güney,Meltem Özer,Onat Kurtuluş,Pınar Dinç,Rüya Ersoy,Selçuk Tekin,Şebnem Oral,Taner Gül,Umay Sevinç,Volga Arı,Yiğit Kara,Zerrin Avcı,Asya Tunç,Bora Elmas,Ceren Yurt,Defne Akar,Emir Sancak,Fulya Koral,Güneş Tuna,Harun Esen,İdil Ceylan,Levent Ak,Maya Ertem,Nazlı Bora,Oğuz Demirel,Petek Sarp,Rana Çelebi,Sarp Yüksel,Tülin Başar,Utku Kırca,Sevim Kaya,Grace Miller,Noah Evans,Sophie Martin,Daniel Roth,Chloe Adams,Ethan Clark,Mia Fischer,Tarık Soysal,Eda Vural,Murat Işık,Sibel Onat'.split(
    ',',
  )

/** From here on they write English, up to `lastEnglish`. */
const firstEnglish = 69
const lastEnglish = 75

export const talkers: readonly Talker[] = names.map((name, n) => ({
  name,
  handle: handleOf(name),
  phone: `+90500000${1_000 + n}`,
  psid: `68000000000${1_000 + n}`,
  igsid: `17840000000${1_000 + n}`,
  x: `9305242823580${1_000 + n}`,
  telegram: 7_100_000_000 + n,
  visitor: `demo-visitor-${n}`,
  locale: n >= firstEnglish && n <= lastEnglish ? 'en' : 'tr',
}))

/** Our own numbers, pages and bots in the demonstration; none of them exists. */
export const ownAddresses = {
  sms: '+905000000100',
  whatsapp: '+905000000101',
  phone: '+905000000102',
  messenger: '700000000000001',
  instagram: '700000000000002',
  x: '700000000000003',
  telegram: '700000004',
} as const

function handleOf(name: string): string {
  return fold(name).replace(/[^a-z]+/g, '_')
}
