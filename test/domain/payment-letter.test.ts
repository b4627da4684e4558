import { describe, expect, test } from 'vitest';
import { type PaymentMail, paymentMailKinds } from '../../shared/contract/mail.ts';
import { htmlOf, textOf } from '../../shared/mail/letter.ts';
import { paymentLetter } from '../../shared/mail/payment-letter.ts';

const mail: PaymentMail = {
  kind: 'payment-review',
  to: { email: 'owner@mytypist.local', name: 'Ada Obi' },
  account: 'Obi & Sons',
  purpose: 'top-up',
  ...{ askedKobo: 250_000, cameKobo: 225_000, currency: 'NGN' },
};

describe('a mail about money that does not fit', () => {
  test.each([
    [
      'payment-review',
      'We decide within a day whether it is credited to the wallet or goes back to whoever paid',
    ],
    ['payment-accepted', 'The ₦2,250.00 were credited to the wallet'],
    ['payment-returning', 'it goes back to where it came from'],
  ] as const)('%s says what came, what was asked, and what becomes of it', (kind, becomes) => {
    const text = textOf(paymentLetter({ ...mail, kind }));
    expect(text).toContain(
      'Hello Ada Obi,\n\n₦2,250.00 came in for a top-up of the wallet, account “Obi & Sons” on MyTypist. ₦2,500.00 were asked for.',
    );
    expect(text).toContain(becomes);
  });

  test('names its currency', () => {
    expect(textOf(paymentLetter({ ...mail, currency: 'USD' }))).toContain('USD 2,250.00 came in');
  });

  test.each(paymentMailKinds)('%s repeats no link that somebody has put into a name', (kind) => {
    const name = 'Win at https://evil.example/now';
    const letter = paymentLetter({ ...mail, kind, account: name, to: { ...mail.to, name } });
    for (const text of [letter.subject, textOf(letter), htmlOf(letter)]) {
      expect(text).not.toContain('evil.example');
      expect(text).not.toContain('https://');
    }
  });
});
