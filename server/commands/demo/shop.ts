/** The demonstration shop: a small flower marketplace. All names are invented, all addresses end in .example. */
export const marketplace = { key: 'gonca', name: 'Gonca Pazarı' }

export const sellers = [
  {
    externalId: 'S-1',
    name: 'Lale Çiçekçilik',
    people: [person('Nermin Lale', 'nermin@lale-cicek.example')],
  },
  { externalId: 'S-2', name: 'Gül Bahçesi', people: [person('Cem Bahçe', 'cem@gul-bahcesi.example')] },
  { externalId: 'S-3', name: 'Yaprak Atölyesi', people: [person('Ada Yaprak', 'ada@yaprak.example')] },
] as const

export const carriers = [
  { key: 'kus-kargo', name: 'Kuş Kargo' },
  { key: 'hizir-kurye', name: 'Hızır Kurye' },
  { key: 'mavi-tasima', name: 'Mavi Taşıma' },
] as const

/** Stock number, seller (index), name, price in kuruş. */
export const products: readonly [sku: string, seller: number, name: string, price: number][] = [
  ['GUL-25K', 1, '25 kırmızı gül buketi', 124_900],
  ['GUL-51B', 1, '51 beyaz gül', 219_000],
  ['LAL-20P', 0, '20 pembe lale', 84_900],
  ['LAL-30S', 0, '30 sarı lale', 99_900],
  ['ORK-2B', 2, 'Çift dallı beyaz orkide', 149_900],
  ['ORK-1M', 2, 'Tek dallı mor orkide', 94_900],
  ['PAP-DMT', 0, 'Papatya demeti', 54_900],
  ['ORT-MAV', 0, 'Mavi ortanca saksıda', 114_900],
  ['TER-ORT', 2, 'Sukulent teraryum, orta boy', 79_900],
  ['TER-BYK', 2, 'Sukulent teraryum, büyük boy', 129_900],
  ['VAZ-CAM', 2, 'Cam vazo, 30 cm', 44_900],
  ['VAZ-SER', 2, 'Seramik saksı, el yapımı', 59_900],
  ['CEL-STD', 1, 'Çelenk, standart', 189_900],
  ['GEL-BUK', 1, 'Gelin buketi', 174_900],
  ['KRZ-ROZ', 0, 'Krizantem, roze', 49_900],
  ['CIK-16', 1, 'El yapımı çikolata, 16 adet', 39_900],
  ['MUM-LAV', 2, 'Lavanta mum', 24_900],
  ['KRT-NOT', 0, 'Not kartı', 4_900],
  ['AYI-30', 1, 'Pelüş ayı, 30 cm', 34_900],
  ['KAR-15', 0, '15 kırmızı karanfil', 64_900],
]

const first =
  'Ayşe Mehmet Zeynep Can Derya Burak Selma Emre Gizem Hakan İrem Kerem Lale Murat Nur Onur Pelin Rıza Seda Tolga'.split(
    ' ',
  )
const last = 'Yılmaz Demir Şahin Çelik Kaya Öztürk Aydın Arslan Doğan Kılıç Aslan Çetin Koç Kurt Özkan'.split(' ') // prettier-ignore
const writers = 'Ayşe Yılmaz,Mehmet Demir,Zeynep Şahin,Can Çelik,Selma Kaya,Burak Öztürk,Derya Aydın,Nur Arslan,Emre Doğan,Gizem Kılıç,Seda Aslan,Hakan Çetin,İrem Koç,Özge Kurt,Aslı Özkan,Kerem Yıldız,Lale Acar,Onur Tekin,Merve Güneş,Pelin Ateş,Rıza Polat,Figen Sarı,Tolga Uçar,Suna Erdem,Volkan Işık,Yeliz Turan,Ahmet Bulut,Buse Keskin,Deniz Avcı,Ceyda Taş,Ilgaz Önal,Ebru Şen,Umut Çakır,Fatih Güler,Gül Bozkurt,Gökhan Yavuz,Hale Korkmaz,Halil Aksoy,Emma Wilson,James Carter,Olivia Brown,Lucas Meyer'.split(',') // prettier-ignore

/** Sixty customers: those who write, then others who have only ordered. */
export const customers: readonly { name: string; address: string; locale: 'tr' | 'en' }[] = [
  ...writers,
  ...Array.from(
    { length: 60 - writers.length },
    (_, n) => `${first[(n * 7) % 20] ?? ''} ${last[(n * 4) % 15] ?? ''}`,
  ),
].map((name, n) => ({
  name,
  address: `${slug(name)}${n > 41 ? n : ''}@posta.example`,
  locale: n > 37 && n < 42 ? 'en' : 'tr',
}))

const cities = ['İstanbul', 'Ankara', 'İzmir', 'Bursa', 'Antalya', 'Eskişehir', 'Adana']

/** A gift: somebody else than the customer receives it, and writes about it. */
const giftOrder = 47
const gift = { name: 'Sevim Kaya', phone: '+905000001068' }

/** Of these customers the orders are told beside those of the writers. */
const moreOrders = 6

/** One order for each customer who writes, and some for others; fixed by their index. */
export const orders = Array.from({ length: writers.length + moreOrders }, (_, n) => ({
  externalId: `gp-${4_100 + n * 3}`,
  number: `GP-${4_100 + n * 3}`,
  customer: n,
  product: (n * 7) % products.length,
  quantity: 1 + (n % 2),
  carrier: n % carriers.length,
  city: cities[n % cities.length] ?? 'İstanbul',
  daysAgo: 1 + ((n * 5) % 28),
  ...(n === giftOrder ? { recipient: gift } : {}),
}))

function person(name: string, email: string) {
  return { name, email, phone: null, position: 'director' }
}

function slug(name: string): string {
  const plain: Record<string, string> = {
    ı: 'i',
    İ: 'i',
    ş: 's',
    Ş: 's',
    ğ: 'g',
    ç: 'c',
    Ç: 'c',
    ö: 'o',
    Ö: 'o',
    ü: 'u',
    Ü: 'u',
  }
  return name.replace(/./gu, (letter) => plain[letter] ?? letter).toLowerCase().replace(/[^a-z]+/g, '.') // prettier-ignore
}
