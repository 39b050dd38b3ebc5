import { anyCategory, playbook, step, type StarterPlaybook } from './starter-steps.js'

/** Products, money and people. */
export const servicePlaybooks: readonly StarterPlaybook[] = [
  playbook('order_change', ['order_change_cancel'], 'Siparişe ekleme ya da çıkarma', 'Adding to an order or taking from it', [
    step('Eklenen ürün kadar ek ücret çıkarın; ürün kodunu sipariş notuna yazın.', 'For an added product issue a surcharge of its price and put its code into the order’s notes.'),
    step('Çıkarılan ürün olmadan teslim edin; iade tutarını ve “müşterinin isteğiyle” nedenini bildirin.', 'Deliver without a removed product; report the amount to refund with the reason “at the customer’s request”.'),
    step('Değişikliği müşteriye yazılı olarak doğrulatın.', 'Have the customer confirm the change in writing.', ['Siparişinizi şöyle değiştiriyoruz; onaylıyor musunuz? ', 'We are changing your order as follows; do you agree? ']),
  ]),
  playbook('not_as_expected', ['product_quality_not_as_expected', 'wrong_or_missing_item'], 'Ürün beklendiği gibi değil', 'The product is not as expected', [
    step('Fotoğraf isteyin ve siparişle karşılaştırın.', 'Ask for photos and compare them with the order.', ['Daha hızlı çözebilmemiz için ürünün bir fotoğrafını gönderir misiniz?', 'Could you send us a photo of the product so that we can solve this faster?']),
    step('İade, değişim ya da başka bir çözüm önerin; hangisini istediğini kaydedin.', 'Offer a refund, a replacement or another solution, and note which one is wanted.'),
    step('Aynı ürün için başka şikâyet var mı bakın: birkaçı varsa sorun üründedir.', 'Look for other complaints about the product: several mean that the product is at fault.'),
  ]),
  playbook('out_of_stock', ['out_of_stock'], 'Stokta olmayan ürün', 'Out of stock', [
    step('Özür dileyin; benzer bir ürün ya da geliş tarihi önerin.', 'Apologise; offer something like it or a date.', ['İstediğiniz ürün ne yazık ki tükendi. Benzer bir ürün önerebilir ya da gelince haber verebiliriz.', 'We are sorry, the product is sold out. We can suggest one like it or tell you when it is back.']),
    step('Kaç kişinin istediğini görmek için talebi etiketleyin.', 'Tag the request, so that demand can be counted.'),
  ]),
  playbook('payment_method', ['payment_method'], 'Ödeme ve fatura', 'Payment and invoice', [
    step('Kart bilgisi istemeyin; hata iletisini ve denenen yolu sorun.', 'Never ask for card data; ask for the error and the method that was tried.'),
    step('Kabul edilen başka bir ödeme yolu önerin.', 'Offer another method that is accepted.'),
  ]),
  playbook('return_difficulty', ['return_refund_difficulty'], 'İade güçlüğü', 'A return that does not work', [
    step('İade adımlarını ve süresini tek iletide yazın.', 'Give the steps and the time of a return in one message.', ['İadeniz için: ürünü iade koduyla kargoya verin; bize ulaştıktan sonra tutar kartınıza geri ödenir.', 'To return it: hand the parcel to the carrier with the return code; once it reaches us the amount goes back to your card.']),
    step('Geciken iadeyi izleyin ve söz verdiğiniz tarihte yazın.', 'Follow a late refund and write on the day you promised.'),
  ]),
  playbook('force_majeure', ['force_majeure'], 'Mücbir sebep', 'Force majeure', [
    step('Mağazayı yeni siparişe kapatın; kabul edilenleri teslim edin.', 'Hide the shop from new orders; deliver those that were accepted.'),
    step('Edemediğiniz siparişte yeni tarih ya da iptal sorun.', 'For those you cannot deliver ask for another date or a cancellation.', ['Elimizde olmayan bir nedenle bugün teslim edemiyoruz. Yeni bir tarih mi seçersiniz, iptal mi edelim?', 'For reasons beyond our control we cannot deliver today. Would you choose another date, or shall we cancel?']),
  ]),
  playbook('difficult_customer', ['customer_service', 'seller_or_courier_conduct'], 'Kızgın müşteri', 'An angry customer', [
    step('Ne hissettiğini ve ne istediğini kaydedin.', 'Note how they feel and what they want.'),
    step('Herkese açık yoruma kısa ve net bir yanıt verin; tartışmayı özele taşıyın.', 'Answer public words once, short and clear; take the rest to a private thread.', ['Yaşadığınız için üzgünüz. Ayrıntıları özelden konuşup çözmek isteriz.', 'We are sorry about what happened. We would like to solve it with you in private.']),
    step('Yazışma tıkandıysa arayın ve görüşmeyi kaydedin.', 'If the thread is stuck, call and log the call.'),
    step('Hukuki yoldan önce kupon ya da iade önerin.', 'Before anything legal offer a coupon or a refund.'),
    step('Yasal işlem ve engelleme son çaredir; ikisine de yönetici karar verir.', 'Legal action and blocking are the last resort; both are a manager’s decision.'),
  ]),
  playbook('reply_skeleton', [anyCategory], 'Yanıtın iskeleti: anla, özür dile, düzelt', 'How to answer: recognise, apologise, fix', [
    step('Anla: sorunu kendi sözlerinizle yineleyin.', 'Recognise: say the problem in your own words.', ['Anlıyoruz: ', 'We understand that ']),
    step('Özür dile: bahane eklemeyin.', 'Apologise, without an excuse.', ['Bunun için özür dileriz.', 'We are sorry for this.']),
    step('Düzelt: ne yapacağınızı, ne zaman ve yinelenmemesi için ne değiştiğini yazın.', 'Fix: say what you do, by when, and what changes so that it does not happen again.', ['Şimdi şunu yapıyoruz: ', 'This is what we are doing now: ']),
  ]),
] // prettier-ignore
