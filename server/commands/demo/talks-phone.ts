import { ask, assign, note, reply, solve, tag } from './complaint.js'
import { reads, says, talk } from './talk.js'

/** What came by telephone numbers: SMS, WhatsApp and calls. */
export const phoneTalks = [
  talk('sms-1', ['sms', 0, 0.06], 'Cicegim hala gelmedi, kurye telefonu acmiyor. Siparis GP-4103'),
  talk('sms-2', ['sms', 1, 0.9], 'Kargo kapıya bırakıp gitmiş, zile basan olmadı. Güller soğukta kalmış, soldu.', assign('agent'), reply('agent', 'Merhaba, çok üzgünüz. Yeni buketiniz bugün 15.00–17.00 arasında teslim edilecek. Gonca Pazarı'), reads),
  talk('sms-3', ['sms', 2, 2.4], 'Iade paramı ne zaman yatırıyorsunuz? 8 gun oldu', assign('manager'), solve('manager', 'Merhaba, iadeniz dün bankanıza gönderildi; kartınıza 1–3 iş günü içinde yansır. Gonca Pazarı'), reads, says('Tamam tesekkurler')),
  talk('sms-4', ['sms', 3, 5.3], 'Sipariş iptal etmek istiyorum, çekim yapılmış ama onay maili gelmedi', assign('agent'), ask('agent', 'Merhaba, sipariş numaranızı yazar mısınız?'), reads),
  talk('sms-5', ['sms', 4, 8.1], 'Yanlis adrese goturmusler', assign('agent'), solve('agent', 'Merhaba, çiçeğiniz 16.40’ta doğru adrese teslim edildi. Gonca Pazarı'), reads),
  talk('sms-6', ['sms', 5, 11.7], 'Vazo kırık çıktı. Para iadesi istiyorum, kimse dönmüyor!!!', assign('mediator'), note('mediator', 'Bu ay üçüncü kırık vazo. Satıcıya paketleme için yazıldı.'), solve('mediator', 'Merhaba, vazo ücretinizi iade ettik; özür dileriz. Gonca Pazarı'), reads),
  talk('wa-1', ['whatsapp', 6, 0.03], 'Merhaba, saat 14 demiştiniz ama çiçek hâlâ gelmedi. Nişan 18.00’de, acil dönüş rica ediyorum 🙏', assign('agent')),
  talk('wa-2', ['whatsapp', 7, 0.35], 'Güller ezik geldi, yarısının başı kopuk. Böyle mi gönderiyorsunuz?', assign('agent'), reply('agent', 'Merhaba Barış Bey, çok üzgünüz. Bugün 17.00’ye kadar yeni buket gönderelim mi, yoksa iade mi istersiniz?'), reads, says('Yeni buket olsun, ama söz verdiğiniz saatte gelsin lütfen')),
  talk('wa-3', ['whatsapp', 8, 1.6], 'Siparişimde kart notu yoktu, alıcı kimden geldiğini anlamamış 😕', assign('agent'), solve('agent', 'Merhaba Cansu Hanım, haklısınız. Notunuzu bugün el yazısıyla ayrı bir kartta, küçük bir demetle teslim ettik. Özür dileriz.'), reads, says('Süpersiniz, alıcı çok sevinmiş ❤️')),
  talk('wa-4', ['whatsapp', 9, 3.2], 'Kapıda ek ücret istediler, 75 TL. Ödemezsem çiçeği vermeyeceklermiş.', assign('manager'), tag('manager', 'kurye'), reply('manager', 'Merhaba Doruk Bey, kuryenin ücret istemeye hakkı yok. Ödediyseniz tutarı hemen iade ediyoruz; ödeme yaptınız mı?'), reads),
  talk('wa-5', ['whatsapp', 10, 4.7], 'Orkidenin iki dalı vardı, tek dallı geldi. Fotoğrafını atabilirim.', assign('agent'), ask('agent', 'Merhaba Elvan Hanım, fotoğrafı buradan gönderebilirsiniz. Gelir gelmez eksik ürün için çözüm sunacağız.'), reads),
  talk('wa-6', ['whatsapp', 11, 6.9], 'Fatura kesilmemiş, şirket adına fatura lazım', assign('agent'), solve('agent', 'Merhaba Furkan Bey, faturanız e-arşiv olarak e-posta adresinize gönderildi.'), reads),
  talk('wa-7', ['whatsapp', 12, 9.4], 'Teslim edildi yazıyor ama annem evdeydi, gelen olmadı!', assign('mediator'), note('mediator', 'Kurye teslim fotoğrafı başka bir kapı. Hızır Kurye’ye soruldu.'), solve('mediator', 'Merhaba Gonca Hanım, kurye yanlış kapıya bırakmış. Yeni çiçek bugün annenize teslim edildi.'), reads),
  talk('wa-8', ['whatsapp', 13, 13.5], 'Alerji yapan bir çiçek koymuşsunuz, lilyum istemediğimi yazmıştım', assign('agent'), solve('agent', 'Merhaba Haluk Bey, notunuzu atlamışız, çok özür dileriz. Lilyumsuz yeni buket gönderildi.'), reads),
  talk('wa-9', ['whatsapp', 69, 1.2], 'Hi, the bouquet for my mother arrived wilted and without the card. Order GP-4214.', assign('agent'), reply('agent', 'Hello Grace, we are very sorry. Would you like a new bouquet tomorrow morning, or your money back?'), reads, says('A new one tomorrow please. She is at home from 10.')),
  talk('wa-10', ['whatsapp', 14, 21.6], 'Kargo takip linki açılmıyor', assign('agent'), solve('agent', 'Merhaba Işıl Hanım, bağlantı düzeldi; çiçeğiniz 12.30’da teslim edildi.'), reads),
  talk('call-1', ['phone', 15, 0.12], { text: 'Cenaze için istenen çelenk salona ulaşmadı, tören 13.00’te. Kuryeyle görüşüp geri arayacağız.', call: { direction: 'in', outcome: 'reached', seconds: 214 } }, assign('agent'), note('agent', 'Kurye 12.20’de salonda olacağını söyledi.')),
  talk('call-2', ['phone', 16, 1.8], { text: 'Sesli mesaj: siparişin yanlış güne yazıldığını, perşembe yerine cuma teslim edilmesini istiyor.', call: { direction: 'in', outcome: 'voicemail', seconds: 41 } }),
  talk('call-3', ['phone', 17, 3.6], { text: 'İki kez aranmış, açan olmamış. Geri arama bekliyor.', call: { direction: 'in', outcome: 'no_answer', seconds: 0 } }, assign('agent')),
  talk('call-4', ['phone', 18, 7.7], { text: 'Mine Hanım’ın annesi çiçeği beğenmemiş; renk fotoğraftakinden farklı. Yeni buket önerildi, kabul etti.', call: { direction: 'in', outcome: 'reached', seconds: 372 } }, assign('manager'), note('manager', 'Satıcıdan renk fotoğraflarını yenilemesi istendi.')),
  talk('call-5', ['phone', 19, 14.2], { text: 'Kurye kapıda kaba davranmış. Özür dilendi, kurye firmasına iletildi.', call: { direction: 'in', outcome: 'reached', seconds: 265 } }, assign('mediator')),
] // prettier-ignore
