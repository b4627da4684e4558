import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { protectPdf } from '../../../shared/engines/pdf/protect-pdf.ts';
import { openPdf } from '../../../shared/engines/pdf/read-pdf.ts';
import { pdfFaultOf } from '../../support/pdf-fault.ts';
import { pdfInfo, qpdfCheck, qpdfEncryption } from '../../support/pdf-judges.ts';
import { pdfOf } from '../../support/plain-pdf.ts';

const pdf = pdfOf([{ text: 'Ada Obi' }]);

describe('a protected document', () => {
  test('is AES-256 of revision 6: it may be printed and copied, and not changed', async () => {
    const locked = await protectPdf(pdf, { user: 'open sesame', owner: 'the boss' });
    expect(qpdfCheck(locked, 'open sesame')).toBe('no errors');
    expect(pdfInfo(locked, ['-upw', 'open sesame'])).toMatchObject({
      Encrypted: 'yes (print:yes copy:yes change:no addNotes:no algorithm:AES-256)',
    });
    const encryption = qpdfEncryption(locked, 'the boss');
    expect(encryption).toContain('R = 6\n');
    expect(encryption).toContain('Supplied password is owner password');
    expect(encryption).toContain('modify anything: not allowed');
  });

  test('opens with its password and with no other', async () => {
    const locked = await protectPdf(pdf, { user: 'open sesame' });
    const opened = await openPdf(locked, 'open sesame');
    expect(opened.textOf(1)).toBe('Ada Obi');
    opened.close();
    expect(await pdfFaultOf(openPdf(locked))).toMatchObject({
      code: 'locked-pdf',
      message: expect.stringContaining('Give the password'),
    });
    expect(await pdfFaultOf(openPdf(locked, 'sesame'))).toMatchObject({
      code: 'locked-pdf',
      message: expect.stringContaining('does not open'),
    });
  });

  test('opens without one when only changing is protected', async () => {
    const locked = await protectPdf(pdf, { owner: 'the boss' });
    expect(pdfInfo(locked).Encrypted).toContain('change:no');
    expect(qpdfEncryption(locked, '')).toContain('Supplied password is user password');
  });

  test.each([
    '-ọmọ "x"',
    '--',
    '@file',
    '--print=none',
    '(a\\b)',
    ' lead and trail ',
    'a',
    'ẹ'.repeat(42),
    '😀'.repeat(31),
  ])('may have the password %j', async (password) => {
    const locked = await protectPdf(pdf, { user: password, owner: `${password.slice(0, 4)}!` });
    expect(qpdfCheck(locked, password)).toBe('no errors');
    const opened = await openPdf(locked, password);
    expect(opened.pageCount).toBe(1);
    opened.close();
  });

  test('opens however the keyboard writes an accent', async () => {
    const locked = await protectPdf(pdf, { user: 'Adé'.normalize('NFD') });
    for (const form of ['NFC', 'NFD']) {
      const opened = await openPdf(locked, 'Adé'.normalize(form));
      expect(opened.pageCount).toBe(1);
      opened.close();
    }
  });

  test('leaves nothing behind on the disk', async () => {
    await protectPdf(pdf, { user: 'a' });
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('mytypist-protect-'))).toEqual([]);
  });
});

describe('protection is refused', () => {
  test.each([
    ['without a password', {}, 'empty-password'],
    ['for two equal ones', { user: 'same', owner: 'same' }, 'equal-passwords'],
    ['for one over 127 bytes', { user: 'ẹ'.repeat(43) }, 'password-too-long'],
    ['for one that cannot be typed', { user: 'a\nb' }, 'unusable-password'],
  ])('%s', async (_, passwords, code) => {
    expect(await pdfFaultOf(protectPdf(pdf, passwords))).toMatchObject({ code });
  });

  test('of a file that is protected already, even if it opens', async () => {
    const locked = await protectPdf(pdf, { owner: 'the boss' });
    expect(await pdfFaultOf(protectPdf(locked, { owner: 'me' }))).toMatchObject({ code: 'locked-pdf' });
  });

  test('of a damaged file, which is not mended', async () => {
    const cut = pdf.subarray(0, pdf.length - 60);
    expect(await pdfFaultOf(protectPdf(cut, { user: 'a' }))).toMatchObject({ code: 'damaged-pdf' });
  });
});
