import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type InvitationMail, noticeKinds } from '../../shared/contract/mail.ts';
import { emailCodeLetter } from '../../shared/mail/email-code-letter.ts';
import { invitationLetter } from '../../shared/mail/invitation-letter.ts';
import { htmlOf, spoken, textOf } from '../../shared/mail/letter.ts';
import { noticeLetter } from '../../shared/mail/notice-letter.ts';

const invitation: InvitationMail = {
  kind: 'invitation',
  to: 'guest@mytypist.local',
  inviter: 'Ada Obi',
  account: 'Obi & Sons',
  role: 'member',
  token: 'x'.repeat(60),
  expiresAt: '2026-03-08T09:00:00.000Z',
};

const letterOf = (change: Partial<InvitationMail> = {}) =>
  invitationLetter({ ...invitation, ...change }, 'https://app.example');

describe('an invitation', () => {
  test('says who invites whom, to what, as what, how to accept and until when', () => {
    const letter = letterOf();
    expect(letter.subject).toBe('Invitation to “Obi & Sons” on MyTypist');
    expect(textOf(letter)).toBe(
      [
        'Hello,',
        'Ada Obi invites you to the account “Obi & Sons” on MyTypist, with the role “member”.',
        'To accept, log in at https://app.example with this e-mail address, or register with it first, and give this invitation code:',
        `    ${'x'.repeat(60)}`,
        'The code works once, until 8 March 2026 at 10:00 (Lagos time), and only for this address.',
        'If you do not know who invites you, ignore this mail: nothing happens then.',
        '',
      ]
        .join('\n\n')
        .replace(/\n\n$/, '\n'),
    );
  });

  test('is the same in HTML, with nothing to follow and nothing from elsewhere', () => {
    const html = htmlOf(letterOf());
    expect(html).toContain('<p>Ada Obi invites you to the account “Obi &amp; Sons” on MyTypist');
    expect(html).toContain(`<p><code>${'x'.repeat(60)}</code></p>`);
    expect(html).not.toMatch(/<(?:a|img|link|script|iframe|form)\b|url\(|src=|href=/i);
  });
});

describe('the code for a new address', () => {
  const letter = emailCodeLetter({
    kind: 'email-code',
    to: 'new@mytypist.local',
    code: '042042',
    expiresAt: '2026-03-01T10:00:00.000Z',
  });

  test('stands in a line of its own, with how long it is good and what to do for who did not ask', () => {
    const text = textOf(letter);
    expect(text).toContain('\n    042042\n');
    expect(text).toContain('The code works once, until 1 March 2026 at 11:00 (Lagos time).');
    expect(text).toContain('If you did not ask for it, ignore this mail: nothing happens then.');
    // What is shown of a mail on a locked screen.
    expect(letter.subject).not.toContain('042042');
  });
});

test('a notice of a change that was asked for names the address, which becomes no link', () => {
  const notice = { kind: 'email-change-asked' as const, to: { email: 'old@mytypist.local', name: 'Ada' } };
  const text = textOf(noticeLetter({ ...notice, about: 'new@evil.example', at: '2026-03-01T09:00:00.000Z' }));
  expect(text).toContain('asked to give your MyTypist user the address new@\u2060evil.\u2060example');
});

describe('a name in a mail', () => {
  test.each([
    ['Ada Obi', 'Ada Obi'],
    ['  Ada \t Obi ', 'Ada Obi'],
    ['St. Mary & Sons (Nig.) Ltd.', 'St. Mary & Sons (Nig.) Ltd.'],
    ['Ọlá Ẹ̀bùn', 'Ọlá Ẹ̀bùn'],
    ['Ada\r\nBcc: all@mytypist.local', 'Ada Bcc: all@\u2060mytypist.\u2060local'],
    ['Ada\u0000\u2028\u2029\u0085Obi', 'Ada Obi'],
    ['Ada\u202EibO', 'Ada ibO'],
    ['half \uD83D a pair', 'half a pair'],
    ['Win at https://evil.example/x', 'Win at https:\u2060/\u2060/\u2060evil.\u2060example/\u2060x'],
    ['evil.example', 'evil.\u2060example'],
  ])('%j becomes %j', (name, expected) => {
    expect(spoken(name)).toBe(expected);
  });

  test('is cut after sixty characters, and never within one', () => {
    expect(spoken('x'.repeat(60))).toBe('x'.repeat(60));
    expect(spoken('x'.repeat(61))).toBe(`${'x'.repeat(59)}…`);
    expect([...spoken('😀'.repeat(100))]).toHaveLength(60);
    expect(spoken('😀'.repeat(100)).isWellFormed()).toBe(true);
  });

  test('never ends a header, opens a tag or makes a link, whatever it is', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.stringMatching(/^[\r\n<>"'&:/.@a-z ]{0,80}$/),
    );
    fc.assert(
      fc.property(anything, anything, (inviter, account) => {
        const letter = letterOf({ inviter, account });
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not be there
        expect(letter.subject).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        expect(letter.subject.isWellFormed()).toBe(true);
        const html = htmlOf(letter);
        expect(html.match(/<[^>]*>/g)).toEqual(htmlOf(letterOf()).match(/<[^>]*>/g));
        expect(textOf(letter).split('\n')).toHaveLength(textOf(letterOf()).split('\n').length);
        const names = textOf(letter).replace('https://app.example', '');
        expect(names).not.toMatch(/[a-z0-9]\.[a-z0-9]|:\/\/|[a-z0-9]@[a-z0-9]/i);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a notice', () => {
  test.each(noticeKinds)('of the kind %s says what happened, when, and what to do', (kind) => {
    const letter = noticeLetter({
      kind,
      to: { email: 'ada@mytypist.local', name: 'Ada <b> & Obi' },
      about: 'Obi & Sons',
      at: '2026-03-01T23:30:00.000Z',
    });
    const text = textOf(letter);
    expect(letter.subject).not.toBe('');
    expect(text).toMatch(/^Hello Ada <b> & Obi,\n\n/);
    expect(text).toContain(' on 2 March 2026 at 00:30 (Lagos time).');
    expect(text).toContain('If you do not, ');
    expect(text).not.toMatch(/undefined|“”/);
    expect(htmlOf(letter)).toContain('<p>Hello Ada &lt;b&gt; &amp; Obi,</p>');
  });

  test('to the old address tells nothing of the new one', () => {
    const letter = noticeLetter({
      kind: 'email-changed',
      to: { email: 'old@mytypist.local', name: 'Ada' },
      at: '2026-03-01T23:30:00.000Z',
    });
    expect(textOf(letter)).not.toContain('@');
  });
});
