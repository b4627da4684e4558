import { expect, test } from 'vitest';
import { authenticatorAddress } from '../../shared/domain/authenticator.ts';

test('an authenticator app is told whose codes it shows, and the secret', () => {
  const address = authenticatorAddress({ email: "o'neil+a&b=c@mytypist.local", secret: 'GEZDGNBV' });
  expect(address).toBe(
    "otpauth://totp/MyTypist:o'neil%2Ba%26b%3Dc%40mytypist.local?secret=GEZDGNBV&issuer=MyTypist",
  );
  const { searchParams, pathname } = new URL(address);
  expect(Object.fromEntries(searchParams)).toEqual({ secret: 'GEZDGNBV', issuer: 'MyTypist' });
  expect(decodeURIComponent(pathname)).toMatch(/MyTypist:o'neil\+a&b=c@mytypist\.local$/);
});
