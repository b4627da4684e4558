import { describe, expect, test } from 'vitest';
import { requireStrongPassword } from '../../shared/domain/password.ts';

const common = new Set(['password', 'qwertyuiop', '1q2w3e4r5t', 'sunshine', 'p@ssw0rd!!']);
const person = { email: 'adaeze.okonkwo@bright-foods.example', name: 'Adaeze Okonkwo' };

const judged =
  (password: string): (() => void) =>
  () =>
    requireStrongPassword(password, person, common);

describe('a password that attackers try first', () => {
  test.each([
    'qwertyuiop',
    'QwertyUiop',
    '1q2w3e4r5t',
    'Password2026',
    '2026password',
    'pass-word-77',
    'S u n s h i n e 1',
    'P@ssw0rd!!',
    'ｐａｓｓｗｏｒｄ１２３',
  ])('is refused: %s', (password) => {
    expect(judged(password)).toThrow(expect.objectContaining({ code: 'weak-password' }));
  });
});

describe('a password that can be guessed from what is known of its owner', () => {
  test.each([
    'adaeze1990',
    'OkonkwoAdaeze',
    'Bright.Foods.1',
    'MyTypist2026',
    'adaeze-typist',
    'nigeria1960',
  ])('is refused: %s', (password) => {
    expect(judged(password)).toThrow(expect.objectContaining({ code: 'weak-password' }));
  });

  test('is fine when it has enough of its own', () => {
    for (const password of ['adaeze-zebra-kettle', 'okonkwo drinks kunu', 'mytypist x9!kQwz7'])
      expect(judged(password)).not.toThrow();
  });

  test('is no matter of short parts of a name', () => {
    const short = { email: 'obi@a.example', name: 'Obi Eze' };
    expect(() => requireStrongPassword('obi-river-gate', short, common)).not.toThrow();
  });
});

test.each([
  'correcthorsebattery',
  'CORRECT HORSE',
  '70412958836142',
  'ọjọ́ dára lónìí',
  '🦒🦓🦛 savanna walk',
])('a password of any kind of characters is fine: %s', (password) => {
  expect(judged(password)).not.toThrow();
});

test('a password of few characters that come again and again is refused, however long it is', () => {
  for (const password of ['1'.repeat(128), 'a-'.repeat(64), 'abcabcabcabc'])
    expect(judged(password)).toThrow(expect.objectContaining({ code: 'weak-password' }));
  expect(judged('abcdabcdabcd')).not.toThrow();
});
