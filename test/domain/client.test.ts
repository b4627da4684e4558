import { describe, expect, test } from 'vitest';
import { longestUserAgent, plainUserAgent } from '../../shared/domain/client.ts';

describe('a user agent', () => {
  test('of a browser is kept as it is', () => {
    const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
    expect(plainUserAgent(firefox)).toBe(firefox);
    expect(plainUserAgent('')).toBe('');
  });

  test.each([
    ['line breaks', 'curl\r\n{"level":"ERROR"}', 'curl {"level":"ERROR"}'],
    ['codes that move a cursor', 'curl\u001b[2Jx', 'curl [2Jx'],
    ['letters that are written backwards', 'curl\u202egpj.exe', 'curl gpj.exe'],
  ])('loses %s', (_, text, plain) => {
    expect(plainUserAgent(text)).toBe(plain);
  });

  test('is cut where it is longer than anybody needs', () => {
    expect(plainUserAgent('x'.repeat(100_000))).toBe('x'.repeat(longestUserAgent));
  });
});
