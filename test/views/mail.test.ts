import { expect } from 'chai'
import { delimiterLine, renderMail } from '../../views/mail.js'

describe('mails', () => {
  it('acknowledge with the reference number, in the customer’s language', () => {
    const tr = renderMail('acknowledgement', { number: 4211, account: 'Lale Bahçesi', statusUrl: '' }, 'tr')
    const en = renderMail('acknowledgement', { number: 4211, account: 'Lale Bahçesi', statusUrl: '' }, 'en')
    expect(tr.subject).to.equal('Mesajınızı aldık [#4211]')
    expect(tr.text).to.include('Talep numaranız: #4211')
    expect(en.text).to.include('Your reference number: #4211')
    expect(tr.html).to.include('<html lang="tr">').and.to.include('#4211')
  })

  it('carry nothing of the customer’s words in an acknowledgement, so that it cannot be used to send spam', () => {
    const view = {
      number: 4211,
      account: 'Destek',
      statusUrl: '',
      subject: 'BUY NOW http://spam.example',
      text: 'BUY NOW',
    }
    const mail = renderMail('acknowledgement', view, 'en')
    expect(`${mail.subject}${mail.text}${mail.html}`).not.to.match(/BUY NOW|spam\.example/)
  })

  it('wrap an agent’s reply under the line that replies are cut at', () => {
    const view = { number: 4211, account: 'Lale Bahçesi', agent: 'Gül Şahin', statusUrl: '', subject: 'Ynt: Güller', text: 'Merhaba,\n5 < 6 & "iyi" haber' }
    const mail = renderMail('reply', view, 'tr')
    expect(mail.subject).to.equal('Ynt: Güller')
    expect(mail.text.split('\n')[0]).to.equal('## Lütfen yanıtınızı bu satırın üstüne yazın ##').and.to.equal(delimiterLine('tr'))
    expect(mail.text).to.include('5 < 6 & "iyi" haber').and.to.include('Gül Şahin')
    expect(mail.html).to.include('Merhaba,<br>\n5 &lt; 6 &amp; &quot;iyi&quot; haber')
  }) // prettier-ignore

  it('use the English line in English mail', () => {
    expect(delimiterLine('en')).to.equal('## Please write your reply above this line ##')
  })

  it('invite with the link in both forms and the day it ends', () => {
    const view = { name: '<Gül>', by: 'Mehmet', url: 'https://redress.example/invitations/a?b=1&c=2', expiresAt: '2026-11-25T21:30:00Z', timeZone: 'Europe/Istanbul' }
    const mail = renderMail('invitation', view, 'tr')
    expect(mail.text).to.include(view.url).and.to.include('26 Kasım 2026')
    expect(mail.html).to.include('href="https://redress.example/invitations/a?b&#x3D;1&amp;c&#x3D;2"').and.to.include('&lt;Gül&gt;')
  }) // prettier-ignore
})
