import { assign, note, reply } from './complaint.js'
import { mails, reads, says, talk } from './talk.js'

/** People who change channel on their way, people who may be one, and somebody who only receives the flowers. */
export const joinedTalks = [
  // the shop's page vouches for address and number, so that the mail and the WhatsApp message are the same person's
  talk('joined-1', ['chat', 64, 0.8], { text: 'Merhaba, {order} numaralı siparişim dün gelecekti, hâlâ yok.', order: 45, vouched: 45 }, assign('agent'), reply('agent', 'Merhaba, kuryeyle konuşuyorum; birazdan size yazacağım. Elif'), reads, mails(45, 'Sipariş GP-4235 hâlâ gelmedi', 'Sohbette de yazmıştım: GP-4235 numaralı siparişim gelmedi. Sohbeti kapattım, buradan yazıyorum.'), reply('agent', 'Kurye aracının bozulduğunu öğrendik. Çiçeğiniz bugün 18.00’e kadar teslim edilecek.'), says('Tamam, kapıdayım, buradan haber verin lütfen (GP-4235)', {}, 'whatsapp')),
  talk('joined-2', ['chat', 65, 3.7], { text: 'Siparişim {order}: buketten iki gül eksik çıktı', order: 46, vouched: 46, photo: true }, assign('agent'), reply('agent', 'Merhaba, eksik güllerin ücretini iade ettik, özür dileriz.'), reads, says('İade edildi demiştiniz ama kartıma yansımadı.'), note('agent', 'Banka 1–3 gün diyor; yarın arayacağım.')),
  talk('joined-3', ['messenger', 66, 2.6], { text: 'Kapıda 60 TL fazladan para alındı, dekontu yok!', isPublic: true }, says('Özelden yazıyorum, dekont vermediler. Geri istiyorum.'), assign('manager'), reply('manager', 'Merhaba Tülin Hanım, tutarı bugün iade ettik; kurye firmasıyla da görüştük.')),
  talk('joined-4', ['phone', 67, 4.2], { text: 'Buketin kurdelesi yanlış renkteymiş; fotoğrafını SMS ile anlatacak.', call: { direction: 'in', outcome: 'reached', seconds: 95 } }, assign('agent'), says('Telefonda konustugumuz kurdele: beyaz olacakti, kirmizi geldi. Adim Utku Kirca', {}, 'sms')),
  // the order was somebody else's gift: what the recipient writes is answered, and tells them nothing of the customer
  talk('recipient-1', ['sms', 68, 1.05], 'Bana gelen çiçeğin kartında isim yok ve yarısı ezik. Kim gönderdi bilmiyorum ama haberiniz olsun.', assign('agent'), reply('agent', 'Merhaba, haber verdiğiniz için teşekkürler. Bugün yeni bir buket gönderiyoruz. Gonca Pazarı'), reads),
  // one number under two names is a suggestion, not a proof: these two wait for a person's decision
  talk('maybe-1a', ['sms', 76, 2.3], 'Cicek 3 saat gec geldi, teslimat ucretini geri istiyorum', assign('agent')),
  talk('maybe-1b', ['form', 76, 1.15], { text: 'Geçen gün SMS ile de yazdım: çiçek üç saat geç geldi ve teslimat ücretim hâlâ iade edilmedi.', remedy: 'partial_refund', rating: 2 }),
  talk('maybe-2a', ['whatsapp', 77, 6.6], 'Lalelerin yarısı açılmadan soldu', assign('agent'), reply('agent', 'Merhaba Eda Hanım, fotoğraf gönderebilir misiniz?'), reads),
  talk('maybe-2b', ['form', 77, 6.1], { text: 'WhatsApp’tan yazmıştım, laleler açılmadan soldu. Yeni demet istiyorum, iade istemiyorum.', remedy: 'replacement', rating: 2 }),
  talk('loud-1', ['sms', 78, 0.28], 'YETER ARTIK!!! 4 KERE YAZDIM CICEK YOK IADE YOK. SAVCILIGA GIDIYORUM', assign('manager')),
  talk('loud-2', ['whatsapp', 79, 0.55], 'Çiçeğin içinden böcek çıktı, çocuğum elledi, kolu kızardı. Hastaneye gidiyoruz.', assign('manager'), note('manager', 'Sağlık şikâyeti: satıcı arandı, parti numarası istendi.'), reply('manager', 'Sibel Hanım, çok geçmiş olsun. Hemen arıyorum; hastane masrafını da biz karşılayacağız. Selin Koç')),
] // prettier-ignore

/** Pairs of talks whose people are one: a manager has looked and decided so. */
export const mergedTalks: readonly (readonly [from: string, into: string])[] = [['maybe-2b', 'maybe-2a']]
