import { beforeEach, describe, expect, test } from 'vitest';
import { fromLinkToken, linkLife, toLinkToken } from '../../shared/files/link-token.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');
const expiresAt = new Date(at.getTime() + linkLife);

let link: { accountId: string; documentId: string; format: 'docx' | 'pdf' };
let token: string;
beforeEach(() => {
  link = { accountId: freshId('acc'), documentId: freshId('doc'), format: 'pdf' };
  token = toLinkToken(link, expiresAt);
});

describe('a token', () => {
  test('is short, fits into an address, and stands for what it was made for', () => {
    expect(token).toMatch(/^[\w-]{71}$/);
    expect(fromLinkToken(token, at)).toEqual(link);
    expect(fromLinkToken(toLinkToken({ ...link, format: 'docx' }, expiresAt), at)?.format).toBe('docx');
  });

  test('is good for 30 days, to the second', () => {
    expect(fromLinkToken(token, new Date(expiresAt.getTime() - 1))).toEqual(link);
    expect(fromLinkToken(token, expiresAt)).toBeUndefined();
  });

  test('is worth nothing with any one bit changed', () => {
    const bytes = Buffer.from(token, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const forged = Buffer.from(bytes);
      forged.writeUInt8(forged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(fromLinkToken(forged.toString('base64url'), at), `bit ${bit}`).toBeUndefined();
    }
  });

  test('has one spelling only', () => {
    // The last letter carries four bits and two that decoding drops.
    const last = token.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const others = [...alphabet].filter((letter) => letter !== last).map((each) => token.slice(0, -1) + each);
    const spellings = [
      ...others,
      `${token}=`,
      ` ${token}`,
      `${token}A`,
      token.slice(1),
      '',
      '/',
      'x'.repeat(500),
    ];
    for (const spelling of spellings) expect(fromLinkToken(spelling, at), spelling).toBeUndefined();
  });

  test('of another key is worth nothing', () => {
    process.env.LINK_KEY = 'another-key';
    expect(fromLinkToken(token, at)).toBeUndefined();
    useTable();
    expect(fromLinkToken(token, at)).toEqual(link);
  });
});
