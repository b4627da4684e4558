import { describe, expect, test } from 'vitest';
import { type PlanMail, planMailKinds } from '../../shared/contract/mail.ts';
import { htmlOf, textOf } from '../../shared/mail/letter.ts';
import { planLetter } from '../../shared/mail/plan-letter.ts';

const mail: PlanMail = {
  kind: 'plan-paid',
  to: { email: 'owner@mytypist.local', name: 'Ada Obi' },
  account: 'Obi & Sons',
  plan: 'pro',
  kobo: 1_500_000,
  until: '2026-12-27T09:00:00.000Z',
};

describe('a mail about a plan', () => {
  test('says what was paid for what, and until when', () => {
    expect(textOf(planLetter(mail))).toBe(
      [
        'Hello Ada Obi,',
        'The plan Pro of the account “Obi & Sons” on MyTypist was paid for: ₦15,000.00.',
        'Its month lasts until 27 December 2026 at 10:00 (Lagos time). Unless it is cancelled, it goes on after that.',
      ]
        .join('\n\n')
        .concat('\n'),
    );
  });

  test('says when it is tried again, and when the plan is over', () => {
    const nextTryAt = '2026-12-28T09:00:00.000Z';
    const text = textOf(
      planLetter({ ...mail, kind: 'plan-unpaid', until: '2027-01-03T09:00:00.000Z', nextTryAt }),
    );
    expect(text).toContain('We try again on 28 December 2026 at 10:00 (Lagos time).');
    expect(text).toContain('goes on until 3 January 2027 at 10:00 (Lagos time)');
  });

  test.each(planMailKinds)('%s repeats no link that somebody has put into a name', (kind) => {
    const name = 'Win at https://evil.example/now';
    const letter = planLetter({ ...mail, kind, account: name, to: { ...mail.to, name } });
    expect(letter.subject).not.toContain('Win');
    for (const text of [textOf(letter), htmlOf(letter)]) {
      expect(text).toContain('Win at');
      expect(text).not.toContain('evil.example');
      expect(text).not.toContain('https://');
    }
  });
});
