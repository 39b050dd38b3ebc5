import { starter, type StarterRule } from './starter.js'

/** What makes a complaint wait less (safety, what spoils or is due today, threats) or more (praise, ideas). */
export const priorityRules: readonly StarterRule[] = [
  starter('priority', 'tr', 'urgent', {
    clear: {
      phrases: 'acil servis*, gıda zehirlen*, gaz kokusu, yangın çık*, alev al*, elektrik çarp*, alerjik reaksiyon, nefes alama*, çocuğum yuttu, bebeğim yuttu, can güvenliğ*, bugün teslim*, bugün gelmesi*, bugün ulaş*, bugün yetiş*, bugünkü düğün*, düğün bugün, doğum günü bugün, nikah bugün, cenaze bugün, yarına yetiş*, kurye kapıda, kurye bekliyor, kurye şu an, intihar et*',
      stems: 'zehirlen, hastanelik, ambulans, patla, yangın, yaralan',
    },
    likely: { stems: 'acilen, hastane, alerji', words: 'acil, cenaze, insülin', phrases: 'bugün düğün*, bugün doğum*, bozulacak ürün*, soğuk zincir*, çocuğumun ilacı, ilacım gel*' },
    hint: { words: 'bugün, hemen, düğün, cenazeye, taze, kapıda', stems: 'yanık, kesik, kanama' },
  }),
  starter('priority', 'en', 'urgent', {
    clear: {
      phrases: 'food poisoning, caught fire, smell of gas, gas leak, electric shock, allergic reaction, can t breathe, choking hazard, safety hazard, went to hospital, taken to hospital, in hospital because, needed today, need it today, deliver today, delivered today, wedding today, wedding is today, birthday is today, funeral today, funeral is today, courier is at the door, driver is at the door, driver is waiting, courier is waiting, by tomorrow morning, kill myself',
      stems: 'poison, ambulance, injur, explod, electrocut',
    },
    likely: { words: 'urgent, urgently, asap, emergency, hospital, insulin, funeral', phrases: 'wedding tomorrow, cold chain, medical device' },
    hint: { words: 'today, immediately, wedding, burn, burnt, bleeding, medicine' },
  }),
  starter('priority', 'tr', 'high', {
    clear: {
      phrases: 'tüketici hakem*, tüketici mahkeme*, hakem heyet*, savcılığa, savcılık suç*, suç duyurusu, dava aç*, yasal yol*, hukuki yol*, yasal işlem*, hukuki işlem*, yasal hakla*, noter ihtar*, ihtarname çek*, tüketici dernek*, ticaret bakanlı*, şikayetvar, şikayet var sitesi, basına ver*, haber kanal*, sosyal medyada paylaş*, sosyal medyada yay*, elden para*, elden ödeme*, kişisel hesab*, şahsi hesab*, iban att*, iban gönder*, site dışı*, platform dışı*',
      stems: 'avukat, mahkeme, ihtarname, cimer, btk, kvkk, dolandır',
    },
    likely: { stems: 'dava, savcı, tehdit, taciz', words: 'noter, twitterda, instagramda, basın, polise, karakol, iban' },
    hint: { phrases: 'kaçıncı kez, defalarca yaz*, defalarca ara*, üçüncü kez, sosyal medya*, hukuki*, yasal*', stems: 'rezalet, mağdur' },
  }),
  starter('priority', 'en', 'high', {
    clear: {
      phrases: 'legal action, take you to court, go to court, small claims, consumer protection, trading standards, consumer court, consumer rights, file a complaint with, report you to, go to the press, contact the press, to the media, post this on, tell everyone on, go viral, cash to the courier, asked for cash, personal account, personal bank account, outside the platform, off the platform, data protection, data breach, credit card stolen, identity theft',
      stems: 'lawyer, solicitor, attorney, lawsuit, ombudsman, chargeback, gdpr, fraud',
    },
    likely: { words: 'court, sue, suing, police, scam, scammed, trustpilot, journalist, iban', stems: 'threaten, harass' },
    hint: { phrases: 'third time, fourth time, so many times, several times already, social media, again and again', words: 'legal, unacceptable, twitter' },
  }),
  starter('priority', 'tr', 'low', {
    clear: { phrases: 'çok memnun kal*, memnun kaldım, teşekkür etmek iste*, bir önerim var, öneride bulun*, önerim şu*, öneri olarak, tebrik eder*, çok beğendim, bilgi almak isti*, şikayetim yok' },
  }),
  starter('priority', 'en', 'low', {
    clear: { phrases: 'just wanted to thank, thank you for the great, thank you so much for, very happy with, really happy with, a suggestion, i suggest that, would suggest, compliments to, no complaint, keep up the good' },
  }),
].flat() // prettier-ignore
