import { ask, assign, note, reply, solve } from './complaint.js'
import { block, deletes, edits, reads, says, talk } from './talk.js'

/** What came by Messenger, Instagram, X and Telegram, in private and for everybody to read. */
export const socialTalks = [
  talk('fb-1', ['messenger', 20, 0.08], 'Merhaba, dün verdiğim sipariş hâlâ hazırlanıyor görünüyor. Bugün teslim edilecekti.'),
  talk('fb-2', ['messenger', 21, 1.1], 'Çikolata kutusu açılmış geldi, iki tanesi eksik 😠', assign('agent'), reply('agent', 'Merhaba Poyraz Bey, çok üzgünüz. Yeni kutuyu bugün gönderiyoruz, eskisini geri almamıza gerek yok.'), reads),
  talk('fb-3', ['messenger', 22, 5.8], 'Ödemem iki kere çekilmiş', assign('manager'), ask('manager', 'Merhaba Reyhan Hanım, çekimlerin tarih ve tutarını yazar mısınız?'), reads, says('İkisi de 12 Kasım, 949 TL. Ekstrede alt alta duruyor.')),
  talk('fb-4', ['messenger', 23, 10.2], 'Teraryumdaki sukulentler çürük çıktı', assign('agent'), solve('agent', 'Merhaba Sinan Bey, yeni teraryumunuz yola çıktı. Bakım kartını da içine koyduk.'), reads),
  talk('fb-pub-1', ['messenger', 24, 0.3], { text: 'Üç gündür mesajlarıma cevap vermiyorsunuz! Doğum günü çiçeği gelmedi, para iadesi de yok. Rezalet.', isPublic: true }),
  talk('fb-pub-2', ['messenger', 25, 2.2], { text: 'Papatyalar solmuş geldi, bir daha almam.', isPublic: true }, assign('agent'), reply('agent', 'Merhaba Ufuk Bey, böyle olmamalıydı, özür dileriz. Yeni demetinizi bugün göndermek için size özelden yazdık.'), says('Yazdınız, bekliyorum bakalım', { isPublic: true })),
  talk('fb-pub-3', ['messenger', 26, 6.4], { text: 'Müşteri hizmetleri telefonu hiç açılmıyor mu?', isPublic: true }, assign('agent'), solve('agent', 'Merhaba Vildan Hanım, hafta içi 09.00–19.00 arası açığız; size özelden de ulaştık.')),
  talk('ig-1', ['instagram', 27, 0.15], 'Merhaba, hikâyede gördüğüm buketten söyledim ama bambaşka bir şey geldi. Yardımcı olur musunuz?', assign('agent'), reply('agent', 'Merhaba Yasemin Hanım, fotoğrafını gönderirseniz hemen bakalım.'), reads),
  talk('ig-2', ['instagram', 28, 2.7], 'Kuryenizin tavrı hiç hoş değildi, numarasını da veriyorum', deletes),
  talk('ig-3', ['instagram', 29, 4.9], 'Hediye paketi istemiştim, çıplak gelmiş 😢', assign('agent'), solve('agent', 'Merhaba Alper Bey, paket ücretini iade ettik ve size 100 TL’lik bir kod tanımladık.'), reads),
  talk('ig-pub-1', ['instagram', 30, 0.5], { text: 'Siparişim 2 gün geç geldi, DM’lere de bakmıyorsunuz 🙄', isPublic: true }),
  talk('ig-pub-2', ['instagram', 31, 3.3], { text: 'Fotoğraftaki gül sayısıyla gelen aynı değil, 25 yerine 19 gül saydım', isPublic: true }, assign('agent'), reply('agent', '@cihan_durmaz merhaba, eksik güller için özür dileriz. Sipariş numaranızı özelden yazarsanız hemen çözelim.'), says('Özelden yazıyorum: GP-4118. Eksik 6 gülün ücretini istiyorum.')),
  talk('ig-pub-3', ['instagram', 32, 12.8], { text: 'Berbat paketleme', isPublic: true }, assign('agent'), solve('agent', 'Merhaba, özelden ulaştık; yeni paketleme için satıcımızla konuştuk.')),
  talk('x-1', ['x', 33, 0.2], { text: 'Sevgililer Günü çiçeği bugün geldi. Bugün ayın kaçı? Tüketici hakem heyetine başvuruyorum.', isPublic: true }),
  talk('x-2', ['x', 34, 1.5], { text: 'iade talebim 12 gündür “inceleniyor”. Neyi inceliyorsunuz?', isPublic: true }, assign('manager'), reply('manager', 'Merhaba Feride Hanım, iadeniz bugün onaylandı; ayrıntıları size özelden yazdık. Bekleme için özür dileriz.'), says('Teşekkürler, özelden bakıyorum')),
  talk('x-3', ['x', 35, 4.1], { text: 'kuryeniz elden para istedi, bu normal mi?', isPublic: true }, assign('manager'), note('manager', 'Hızır Kurye’ye iletildi, kurye açığa alınmış.'), solve('manager', 'Merhaba Görkem Bey, hiçbir kuryemiz kapıda para isteyemez. Firmaya ilettik, size özelden de yazdık.')),
  talk('x-4', ['x', 70, 6.1], { text: 'Ordered roses for a hospital room, got a cactus. Is this a joke?', isPublic: true }, assign('agent'), reply('agent', 'Hi Noah, that is not how it should be. We have written to you in private and will deliver the roses today.')),
  talk('x-5', ['x', 36, 0.7], 'Merhaba, sipariş numaram GP-4127, teslim saati sürekli değişiyor. Net bir saat alabilir miyim?'),
  talk('x-6', ['x', 37, 15.3], { text: 'indirim kodu çalışmıyor, destek de yok', isPublic: true }, assign('agent'), solve('agent', 'Merhaba İlker Bey, kodu düzelttik, şimdi deneyebilirsiniz.')),
  talk('tg-1', ['telegram', 38, 0.1], 'Kargo görevlisi adresi bulamamış, beni de aramamış. Çiçek geri dönmüş!'),
  talk('tg-2', ['telegram', 39, 0.6], 'Siparişim gelmedi, adres Moda Cad. No 15', edits('Siparişim gelmedi, adres Moda Cad. No 51 (yanlış yazmışım)'), assign('agent'), reply('agent', 'Merhaba Meltem Hanım, adresi No 51 olarak düzelttik; kurye 15.30’da kapınızda.')),
  talk('tg-3', ['telegram', 40, 3.9], 'Mum koku vermiyor, sahte mi bu?', assign('agent'), solve('agent', 'Merhaba Onat Bey, yenisini gönderdik; eskisi sizde kalabilir.')),
  talk('tg-4', ['telegram', 41, 7.2], 'Pelüş ayının gözü kopuk geldi, çocuk ağladı', assign('agent'), solve('agent', 'Merhaba Pınar Hanım, yeni ayıcık yola çıktı, içine küçük bir sürpriz de koyduk 🐻'), says('Çok naziksiniz, teşekkürler')),
  talk('tg-5', ['telegram', 71, 2.1], 'Hello, the courier left the flowers at reception and they were gone when I came down.', assign('agent'), reply('agent', 'Hello Sophie, we are sorry. A new bouquet is on its way and will be handed to you in person.')),
  talk('tg-6', ['telegram', 42, 16.9], 'Dolandırıcısınız hepiniz, kredi kartı bilgilerimi çaldınız, hepinizi bulacağım', assign('manager'), note('manager', 'Sipariş kaydı yok; dört ayrı hesaptan tehdit yazıyor.'), block('manager', 'Çalışanlara yönelik tehdit; hiçbir sipariş kaydı yok, uyarı iki kez yazıldı.')),
] // prettier-ignore
