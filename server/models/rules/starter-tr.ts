import { starter, type StarterRule } from './starter.js'

const about = (target: string, terms: Parameters<typeof starter>[3]): StarterRule[] =>
  starter('category', 'tr', target, terms)

/** What Turkish complaints say, by category; written from how customers put it, suffixes left open. */
export const turkishCategoryRules: readonly StarterRule[] = [
  ...about('delivery_late_or_missing', {
    clear: {
      phrases: 'kargo gecik*, teslimat gecik*, kargom gelme*, siparişim gelme*, sipariş gelme*, paket gelme*, ürün gelmedi, hâlâ gelmedi, hala elime ulaş*, elime ulaşma*, teslim edilme*, geç teslim*, geç gel*, geç ulaş*, zamanında gel*, zamanında teslim*, gününde gel*, gününde teslim*, kargoda kaybol*, kargo kayıp, kayıp kargo, paketim kayıp, kargom nerede, siparişim nerede, kargoya veril*, haftadır bekli*, gündür bekli*, kargo bekliyorum',
    },
    likely: { stems: 'gecik, gecikt, rötar, ertele, ulaşma', phrases: 'çok geç, geç kal*, geç saat*, dağıtıma çık*, teslim olma*, gelmedi hala, hâlâ yolda, sipariş ver* hala, gün geçti, hafta geçti' },
    hint: { stems: 'kargo, teslimat, dağıtım, bekli', words: 'geç, gelmedi, gelmiyor, hâlâ, lojistik' },
  }),
  ...about('damaged_in_transit', {
    clear: {
      phrases: 'hasarlı gel*, kırık gel*, ezik gel*, ezilmiş gel*, kırılmış gel*, yırtık gel*, parçalanmış gel*, kargoda hasar*, taşımada hasar*, kargoda kırıl*, kutu ezil*, kutusu ezil*, paket yırtıl*, paketi yırtık, kutu parçalan*, ıslanmış gel*, paketleme yetersiz, ambalaj yetersiz, kötü paketlen*, özensiz paketle*',
      stems: 'hasar',
    },
    likely: { stems: 'kırık, kırıl, ezil, ezik, yırt, parçalan, çatla, dökül, devril, paketle, ambalaj', words: 'ezik, ezilmiş, çizik' },
    hint: { stems: 'kutu, paket, darbe, ıslan, koli' },
  }),
  ...about('product_quality_not_as_expected', {
    clear: {
      phrases: 'kalite sorun*, kalitesi çok kötü, kalitesi kötü, kalitesiz ürün, çiçekler solmuş, güller solmuş, solmuş gel*, bayat gel*, bozuk gel*, çürük gel*, resimdeki gibi değil, fotoğraftaki gibi değil, görseldeki gibi değil, beklediğim gibi değil, göründüğü gibi değil, açıklamaya uy*, renk at*, tadı bozuk, küflü çık*, alerji yap*, hemen bozul*, çabuk bozul*',
      stems: 'kalitesiz, defolu, solmuş, solgun, bayat, çürük, çürümüş, küflü, sahte',
    },
    likely: { stems: 'bozuk, bozul, kalite, arıza, dayanıksız, taklit, yırtıl, solan, solmu, çürü', phrases: 'çalışmıyor ürün, ürün çalışmıyor, hayal kırıklığı, beklentimi karşıla*, çok küçük, çok gürültülü, dikişleri sök*, kötü koku*, hızlı eski*, çabuk eski*, işe yarama*, alerji*' },
    hint: { words: 'kötü, berbat, malzeme, ucuz, çalışmıyor', stems: 'kumaş, dikiş, gürültü, tadı, koku' },
  }),
  ...about('wrong_or_missing_item', {
    clear: {
      phrases: 'yanlış ürün*, eksik ürün*, yanlış gel*, eksik gel*, eksik çık*, farklı ürün*, başka ürün*, farklı gel*, farklı bir ürün*, başka bir ürün*, yanlış beden*, yanlış renk*, farklı renk*, farklı tasarım*, farklı model*, yanlış model*, farklı beden*, eksik parça*, parça eksik, parçası eksik, aksesuar eksik, kutudan çıkmadı, kutudan eksik, içinden çıkmadı, yanlış gönder*, eksik gönder*, içeriği tam değil, sipariş etmediğim, belirtilen renk gel*, sayısı eksik',
    },
    likely: { stems: 'eksik', phrases: 'farklı çık*, tam değil, yanlış numara, yanlış boy*' },
    hint: { words: 'yanlış, farklı, hediye, aksesuar', stems: 'parça, adet' },
  }),
  ...about('out_of_stock', {
    clear: { phrases: 'stokta yok*, stok yok*, stokta kalma*, stoklarda yok*, tükendiği için, ürün tükendi, ne zaman stok*, stok bit*, stokta olma*, stoklar tüken*, stoku tüken*, tedarik edileme*, temin edileme*, temin edilmedi' },
    likely: { stems: 'stok, tedarik' },
  }),
  ...about('payment_method', {
    clear: {
      phrases: 'ödeme yapama*, ödeme alınma*, ödeme geçme*, ödeme başarısız, kartım kabul edilme*, kart kabul edilme*, kartımı kabul etm*, kartım reddedil*, kapıda ödeme*, taksit seçenek*, çift çekim, iki kez çekil*, iki kere çekil*, fazla çekil*, fazla para çek*, mükerrer çekim, ödeme yöntem*, fatura yanlış, yanlış fatura*, fatura gelmedi, faturam yok, fatura kesilme*, fatura tarihi, indirim uygulanma*, kupon çalışma*, promosyon kodu çalışma*, fiyat farkı, havale kabul',
    },
    likely: { stems: 'fatura, taksit, ödeme, kupon, indirim', phrases: 'kredi kart*, banka kart*, kartımdan para, kartımdan çek*, fiyat değiş*, yanlış tutar' },
    hint: { stems: 'fiyat, pahalı, havale, çekim, komisyon', words: 'kart, kartım, kartımdan, kartla' },
  }),
  ...about('surcharge_dispute', {
    clear: { phrases: 'ek ücret*, ekstra ücret*, fazladan ücret*, ilave ücret*, ek ödeme*, ekstra para*, fazladan para*, haberim olmadan ücret*, gizli ücret*, sürpriz ücret*, kargo ücreti istedi*, kapıda ücret*, ek kargo ücret*, onayım olmadan' },
    likely: { phrases: 'kargo ücret*, teslimat ücret*, taşıma ücret*, hizmet bedel*', stems: 'ekstra, fazladan' },
    hint: { stems: 'ücret, bedel' },
  }),
  ...about('off_platform_payment', {
    clear: { phrases: 'elden para*, elden ödeme*, kuryeye para*, kurye para iste*, kurye benden para, nakit iste*, kişisel hesab*, şahsi hesab*, kendi hesabına, kendi iban*, iban att*, iban gönder*, iban ver*, ibana gönder*, kişisel kart*, şahsi kart*, site dışı*, platform dışı*, dışarıdan ödeme*, whatsapptan ödeme, havale yapmamı iste*' },
    likely: { stems: 'iban' },
  }),
  ...about('return_refund_difficulty', {
    clear: {
      phrases: 'iade edilme*, iadem yapılma*, iade alama*, iade etmek isti*, iade talebi*, iademi kabul*, iade kabul*, iade kod*, iade sürec*, para iade*, paramı iade, paramı geri, param iade, param yatma*, ücret iade*, ücretimi iade, paramın iadesi, iade reddedil*, geri ödeme*, değişim yapılma*, değişim talebi*, cayma hakk*, geri almıyor*, param geri, iademi geç*, iademi unut*',
      stems: 'iade',
    },
    likely: { words: 'paramı, değişim', phrases: 'geri gönder*' },
  }),
  ...about('customer_service', {
    clear: {
      phrases: 'müşteri hizmet*, müşteri temsilci*, çağrı merkez*, cevap vermi*, cevap alama*, cevap veril*, yanıt vermi*, yanıt alama*, dönüş yapılma*, dönüş yapma*, geri dönüş yok, kimse ilgilenm*, telefonu açm*, telefona bakm*, muhatap bulama*, canlı destek*, personel ilgisiz, personel eğitimsiz, hizmet çok yavaş, hizmet çok kötü, sürekli oyal*, oyalıyor*',
    },
    likely: { stems: 'ilgisiz, muhatap, oyala, personel, temsilci', phrases: 'destek ekib*, hizmet kalite*, hizmet anlay*, kötü hizmet*' },
    hint: { words: 'hizmet, destek, yetkili, ilgilenmiyor, ulaşamıyorum, aradım' },
  }),
  ...about('address_recipient_problem', {
    clear: { phrases: 'yanlış adres*, adres yanlış, adresi yanlış, adresim yanlış, adres değişik*, adresimi değiştir*, adresi değiştir*, adres güncelle*, alıcı evde yok, alıcıya ulaşıl*, alıcı evde değil, evde yoktu, evde kimse, adreste bulun*, alıcı kabul etm*, alıcı teslim almadı, telefon numarası yanlış, komşuya bırak*, komşuya teslim*, kapıya bırak*, kapıcıya bırak*, başkasına teslim*' },
    likely: { words: 'komşu, komşuya, kapıcıya' },
    // addresses stand in signatures too
    hint: { stems: 'adres', words: 'alıcı, alıcıya' },
  }),
  ...about('order_change_cancel', {
    clear: { phrases: 'siparişimi iptal*, sipariş iptal*, iptal etmek isti*, iptal edin, iptal edilme*, iptal talebi*, iptalini isti*, siparişi iptal*, siparişimi değiştir*, siparişi değiştir*, siparişe ekle*, siparişime ekle*, siparişten çıkar*, bedenini değiştir*, tarihini değiştir*, teslimat tarihi değiş*, ürün eklemek' },
    likely: { stems: 'iptal', words: 'vazgeçtim' },
  }),
  ...about('wrong_order_status', {
    clear: { phrases: 'teslim edildi görün*, teslim edildi yaz*, teslim edilmiş görün*, teslim edildi diyor, tamamlandı görün*, tamamlandı yaz*, iptal edildi görün*, durumu yanlış, sipariş durumu, durum güncellen*, takip sistemi yanlış, takip numarası çalışma*, takip no çalışma*, takip numarası yanlış, teslim aldı görün*, teslim almadığım halde' },
    likely: { phrases: 'takip numara*, takip sistem*, takip edemi*', words: 'görünüyor, gözüküyor' },
  }),
  ...about('force_majeure', {
    clear: { phrases: 'mücbir sebep*, hava muhalefet*, doğal afet*, yoğun kar, yol kapalı, yollar kapalı, sokağa çıkma yasağ*, sel felaket*', stems: 'deprem, fırtına, salgın, karantina' },
    likely: { words: 'afet, grev, sel, hastanede' },
  }),
  ...about('seller_or_courier_conduct', {
    clear: {
      phrases: 'kaba davran*, kurye kaba, kötü davran*, saygısız davran*, hakaret et*, küfür et*, küfret*, tehdit et*, kurye bağır*, bağırdı bana, satıcı tehdit*, satıcı hakaret*, yorumumu sil*, yorumu silme*, rahatsız et*, taciz et*, üslup*, yalan söyle*, kurye saygısız, satıcı saygısız',
      stems: 'küfür, hakaret, tehdit, taciz, saygısız, dolandır, terbiyesiz',
    },
    likely: { stems: 'azarla', words: 'kaba, kabaca, kabaydı, tartıştı' },
    hint: { words: 'kurye, satıcı' },
  }),
].flat() // prettier-ignore
