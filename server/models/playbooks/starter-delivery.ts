import { playbook, step, type StarterPlaybook } from './starter-steps.js'

/** Problems between an order and its recipient. */
export const deliveryPlaybooks: readonly StarterPlaybook[] = [
  playbook('unreachable_customer', ['address_recipient_problem', 'order_change_cancel'], 'Müşteriye ulaşılamıyor', 'The customer cannot be reached', [
    step('Siparişin yazışmasından yazın ve ne sorduğunuzu tek cümleyle söyleyin.', 'Write in the order’s thread and ask your question in one sentence.', ['Siparişinizi hazırlayabilmemiz için bir bilgiye ihtiyacımız var: ', 'To go on with your order we need one thing from you: ']),
    step('En az bir saat bekleyin; o zamana dek yeniden yazmayın.', 'Wait at least an hour before anything else; do not write again meanwhile.'),
    step('Bir kez arayın ve görüşmeyi kaydedin; ulaşamazsanız aynı gün yeniden aramayın.', 'Call once and log the call; if nobody answers, do not call again that day.'),
    step('Başka bir iletişim yolu isteyin; bilinen e-posta adresini deneyin.', 'Ask for another way to reach them; try the e-mail address that is known.'),
  ]),
  playbook('nobody_home', ['address_recipient_problem'], 'Adreste kimse yok', 'Nobody at the door', [
    step('Alıcının numarasını doğrulayın ve arayın.', 'Check the recipient’s number and call it.'),
    step('Kurye en çok 15 dakika bekler; alıcı yoldaysa daha uzun bekleyebilir.', 'The courier waits 15 minutes at most, longer if the recipient is on the way.'),
    step('Başkasına teslim yalnızca alıcının ya da gönderenin onayıyla; kimin aldığını yazın.', 'Hand it to somebody else only with the recipient’s or sender’s consent, and note who took it.'),
    step('Komşuya, tanımadığınız birine ya da kapı önüne bırakmayın; yeni bir teslim saati önerin.', 'Never leave it with neighbours, strangers or at the door; offer another time.', ['Kuryemiz adreste kimseyi bulamadı. Teslimatı hangi gün ve saatte yapalım?', 'Our courier found nobody at the address. On which day and at what time shall we deliver?']),
  ]),
  playbook('wrong_address', ['address_recipient_problem', 'surcharge_dispute'], 'Yanlış ya da eksik adres', 'Wrong or incomplete address', [
    step('Doğru adresi sorun ve siparişte düzeltin.', 'Ask for the right address and correct it in the order.', ['Siparişinizin adresi eksik görünüyor. Açık adresi ve alıcının telefonunu yazar mısınız?', 'The address of your order seems incomplete. Could you send us the full address and the recipient’s phone number?']),
    step('Ücret farkı varsa önce onay alın; onaysız ek ücret çıkarmayın.', 'If the price differs, get consent first; never issue a surcharge without it.'),
    step('Kurye yoldaysa geri çağırın; yeniden teslim ücreti ödenmeden yola çıkarmayın.', 'If the courier is on the way, call them back; dispatch again only once redelivery is paid.'),
    step('Müşteri ek ücreti kabul etmezse eski adreste ya da mağazadan teslim önerin.', 'If the customer refuses the surcharge, offer the old address or collection at the shop.'),
  ]),
  playbook('recipient_refuses', ['address_recipient_problem'], 'Alıcı teslim almıyor', 'The recipient refuses the order', [
    step('Ürünü mağazaya geri getirin ve göndereni bilgilendirin.', 'Bring the order back to the shop and tell the sender.', ['Alıcı siparişi teslim almadı. Başka bir alıcıya gönderebilir ya da teslimat ücreti düşülerek iade edebiliriz.', 'The recipient did not accept the order. We can deliver it to somebody else, or refund it less the delivery fee.']),
    step('Seçilen çözümü ve tutarı kaydedin.', 'Note the chosen solution and the amount.'),
  ]),
  playbook('late_or_missing', ['delivery_late_or_missing', 'damaged_in_transit', 'wrong_order_status'], 'Gelmeyen, geciken ya da hasarlı teslimat', 'Missing, late or damaged delivery', [
    step('Takip kaydını kargoyla araştırın; “teslim edildi” diyorsa adresi iki kez denetleyin.', 'Follow the parcel with the carrier; if it says delivered, check the address twice.'),
    step('Özür dileyin ve ne zaman yeniden yazacağınızı söyleyin.', 'Apologise and say when you will write again.', ['Yaşadığınız gecikme için özür dileriz. Kargoyla görüşüyoruz; bugün saat 18.00’e kadar size yeniden yazacağız.', 'We are sorry for the delay. We are talking to the carrier and will write to you again by 18:00 today.']),
    step('Hata müşteride olsa da yardım edin; yeniden gönderim ya da iade önerin.', 'Help even where the mistake was the customer’s; offer to send again or to refund.'),
    step('Sipariş yanlışlıkla tamamlandıysa bildirin, gönderin ve kurye çıkınca haber verin.', 'If the order was completed by mistake, say so, dispatch it and tell when the courier leaves.'),
    step('Aynı kargoda yinelenen sorunları etiketleyin.', 'Tag problems that repeat with the same carrier.'),
  ]),
  playbook('surcharge', ['surcharge_dispute', 'off_platform_payment'], 'Ek ücret', 'A surcharge', [
    step('Ek ücret yalnızca önceden verilmiş onayla ve platform hesabından çıkarılır.', 'A surcharge needs consent beforehand and goes through the platform’s account only.'),
    step('Kuryenin ya da mağazanın elden veya kişisel hesaba para istemesi yasaktır; tutarı ve kanıtı kaydedin.', 'Money asked in cash or to a personal account is forbidden; note the amount and the evidence.'),
    step('Platform dışında ödenen tutarı satıcı iade eder.', 'What was paid outside the platform is refunded by the seller.', ['Platform dışında ödediğiniz tutarın iadesini satıcıdan istedik. Dekontu bu iletiye ekleyebilirsiniz.', 'We have asked the seller to refund what you paid outside the platform. You can attach the receipt to this message.']),
    step('Ödenmemiş ek ücretle sevkiyata başlamayın.', 'Do not dispatch while a surcharge is unpaid.'),
  ]),
] // prettier-ignore
