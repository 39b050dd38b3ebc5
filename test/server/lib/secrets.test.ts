import { expect } from 'chai'
import { Invalid } from '../../../server/lib/errors.js'
import { equalInConstantTime, makeSecrets } from '../../../server/lib/secrets.js'

const secrets = makeSecrets('0123456789abcdef'.repeat(4))
const others = makeSecrets('fedcba9876543210'.repeat(4))

describe('Secrets', () => {
  it('come back as they were, also empty and in Turkish', () => {
    for (const plain of ['', 'smtps://çiçek:şifre@mail.example', 'x'.repeat(10_000)])
      expect(secrets.decrypt(secrets.encrypt(plain))).to.equal(plain)
  })

  it('look different each time and show nothing of the text', () => {
    const sealed = secrets.encrypt('parola-4711')
    expect(sealed)
      .to.match(/^v1\.[0-9a-z]{6}\./)
      .and.not.include('4711')
    expect(secrets.encrypt('parola-4711')).to.not.equal(sealed)
  })

  it('cannot be read with another key, in another form, or after a change of a single part', () => {
    const sealed = secrets.encrypt('parola')
    const unreadable = (text: string, by = secrets): void => {
      expect(() => by.decrypt(text))
        .to.throw(Invalid)
        .with.property('code', 'secret_unreadable')
    }
    unreadable(sealed, others)
    unreadable('parola')
    unreadable('')
    const parts = sealed.split('.')
    for (const index of [2, 3, 4]) {
      const part = parts[index] ?? ''
      const changed = (part.startsWith('A') ? 'B' : 'A') + part.slice(1)
      unreadable(parts.with(index, changed).join('.'))
    }
  })

  it('sign for one purpose and one key, in letters that survive a mail address', () => {
    const mac = secrets.sign('reply-address', 'abc')
    expect(mac).to.match(/^[0-9a-z]{26}$/)
    expect(secrets.verify(mac, 'reply-address', 'abc')).to.equal(true)
    expect(secrets.verify(mac, 'reply-address', 'abd')).to.equal(false)
    expect(secrets.verify(mac, 'party-link', 'abc')).to.equal(false)
    expect(others.verify(mac, 'reply-address', 'abc')).to.equal(false)
    expect(secrets.verify('', 'reply-address', 'abc')).to.equal(false)
  })

  it('keep the parts of what is signed apart', () => {
    expect(secrets.sign('p', 'ab', 'c')).to.not.equal(secrets.sign('p', 'a', 'bc'))
    expect(secrets.sign('p', 'a', '')).to.not.equal(secrets.sign('p', 'a'))
  })

  it('compare texts of any length', () => {
    expect(equalInConstantTime('şifre', 'şifre')).to.equal(true)
    expect(equalInConstantTime('şifre', 'sifre')).to.equal(false)
    expect(equalInConstantTime('a', 'aa')).to.equal(false)
  })
})
