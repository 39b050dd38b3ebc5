import { assign, note, reply, solve } from './complaint.js'
import { rates, reads, says, talk } from './talk.js'

const stars = (rating: number, title: string, text: string) => ({ rating, title, text })

/** What came by the shop's own pages and by review sites: chat, the complaint form, reviews. */
export const siteTalks = [
  talk('chat-1', ['chat', 43, 0.02], 'Merhaba, kurye 10 dakikaya geliyorum dedi, bir saat oldu'),
  talk('chat-2', ['chat', 44, 0.25], { text: 'Saksı kırık geldi, fotoğrafını ekledim. Ne yapmam gerekiyor?', photo: true }, assign('agent'), reply('agent', 'Merhaba Şebnem Hanım, fotoğraf için teşekkürler. Yeni saksıyı yarın 10.00–12.00 arasında getirelim mi?'), reads, says('Olur, bekliyorum')),
  talk('chat-3', ['chat', 45, 1.4], 'Teslimat tarihini değiştirebilir miyim?', assign('agent'), solve('agent', 'Merhaba Taner Bey, tarihi cumartesiye aldık.'), reads, rates(5, 'Beş dakikada çözdüler.')),
  talk('chat-4', ['chat', 46, 2.9], 'Ödeme sayfası hata veriyor, kartımdan para çekildi mi?', assign('agent'), reply('agent', 'Merhaba Umay Hanım, çekim görünmüyor. Tekrar deneyebilirsiniz.'), reads),
  talk('chat-5', ['chat', 47, 5.6], 'Sipariş özetinde yanlış kişi adı var', assign('agent'), solve('agent', 'Düzelttik Volga Bey, faturada da doğru görünecek.'), reads, rates(4, '')),
  talk('chat-6', ['chat', 72, 0.45], 'Hi! My order says delivered but nobody rang the bell.', assign('agent'), reply('agent', 'Hello Daniel, let me ask the courier right now. One moment please.'), reads),
  talk('chat-7', ['chat', 48, 8.8], 'Çiçekler soluk geldi', assign('agent'), solve('agent', 'Merhaba Yiğit Bey, yeni buketiniz bugün yola çıkıyor.'), reads, rates(2, 'Sonunda çözüldü ama iki gün bekledim.')),
  talk('chat-8', ['chat', 49, 13.8], 'İade kargosu kimden alınıyor?', assign('agent'), solve('agent', 'Ücretsiz, kuryemiz kapınızdan alacak.'), reads),
  talk('form-1', ['form', 50, 0.18], { text: 'Gelin buketi düğünden iki saat sonra geldi. Salonda herkes bekledi, fotoğraflar buketsiz çekildi.', category: 'late_delivery', remedy: 'refund', rating: 1 }),
  talk('form-2', ['form', 51, 1.9], { text: 'Vazonun dibi çatlak, su sızdırıyor ve masamı lekeledi. Fotoğrafı ekte, masanın temizliğini de karşılamanızı istiyorum.', remedy: 'partial_refund', rating: 2, photo: true }, assign('mediator'), reply('mediator', 'Merhaba Bora Bey, vazonun ücretini iade ediyoruz. Temizlik için faturayı yanıt olarak gönderebilir misiniz?')),
  talk('form-3', ['form', 52, 4.4], { text: 'Sitede 899 TL görünen buketten 1.049 TL çekildi. Fark neden alındı, açıklama istiyorum.', remedy: 'partial_refund', rating: 2 }, assign('manager'), solve('manager', 'Merhaba Ceren Hanım, fark hatalıydı; 150 TL’yi bugün iade ettik. Özür dileriz.'), rates(4, 'Para geri geldi, sağ olun.')),
  talk('form-4', ['form', 53, 9.9], { text: 'Sipariş iptal ettiğim hâlde çiçek gönderilmiş ve ücret alınmış.', remedy: 'refund', rating: 1 }, assign('agent'), solve('agent', 'Merhaba Defne Hanım, ücretin tamamını iade ettik.')),
  talk('form-5', ['form', 73, 3.1], { text: 'The orchid was delivered in freezing weather without any wrapping and died within a day.', remedy: 'replacement', rating: 1 }, assign('agent'), reply('agent', 'Dear Chloe, we are very sorry. A new orchid, properly wrapped, will reach you on Friday.')),
  talk('form-6', ['form', 54, 18.2], { text: 'Kurye kapıya bırakıp gitmiş, çiçekler çalınmış. Teslim fotoğrafında bizim kapımız yok.', remedy: 'replacement', rating: 1 }, assign('mediator'), solve('mediator', 'Merhaba Emir Bey, yeni çiçek bugün elden teslim edildi.')),
  talk('review-1', ['review', 55, 0.4], stars(1, 'Hayal kırıklığı', 'Güller siyaha yakın geldi, iki gün dayanmadı. Paketleme de özensizdi.')),
  talk('review-2', ['review', 56, 1.7], stars(2, 'Geç geldi', 'Çiçek güzeldi ama söylenen günden bir gün sonra geldi. Doğum günü bitmişti.'), assign('agent'), reply('agent', 'Merhaba Güneş Hanım, gecikme için özür dileriz. Teslimat ücretinizi iade ettik ve kurye firmasıyla görüştük.')),
  talk('review-3', ['review', 57, 3.4], stars(1, 'Yanlış ürün', 'Kırmızı gül söyledim, pembe karanfil geldi. Telefon açan yok.')),
  talk('review-4', ['review', 58, 5.1], stars(5, 'Çok memnun kaldım', 'Tam saatinde geldi, annem çok sevindi. Teşekkürler!')),
  talk('review-5', ['review', 59, 7.5], stars(3, 'İdare eder', 'Fotoğraftaki kadar dolgun değil ama taze. Fiyatı yüksek.')),
  talk('review-6', ['review', 60, 9.2], stars(1, 'Dolandırıcılık', '51 gül yerine 40 gül saydım. Şikâyet edeceğim.'), assign('manager'), note('manager', 'Satıcı Gül Bahçesi, bu ay ikinci eksik gül.'), reply('manager', 'Merhaba Maya Hanım, haklısınız, eksik gülleri kabul ediyoruz. Farkı iade ettik; satıcımız sayımı artık videoyla yapıyor.')),
  talk('review-7', ['review', 61, 12.1], stars(4, 'Güzel', 'Kurye nazikti, çiçek taze. Not kartı unutulmuş, o yüzden dört yıldız.')),
  talk('review-8', ['review', 62, 15.7], stars(2, 'Saksı çizik', 'Orkide güzel ama saksının yüzü çizik içinde.'), assign('agent'), reply('agent', 'Merhaba Oğuz Bey, saksıyı değiştirmek için size ulaştık.')),
  talk('review-9', ['review', 74, 19.4], stars(1, 'Never again', 'Delivered to the wrong building and support answered after three days.'), assign('agent'), reply('agent', 'We are sorry, Ethan. Your order was refunded in full and the courier was changed.')),
  talk('review-10', ['review', 63, 24.8], stars(5, 'Harika', 'Lavanta mumu mis gibi kokuyor, tavsiye ederim.')),
] // prettier-ignore
