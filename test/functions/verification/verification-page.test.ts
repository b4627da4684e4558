import { describe, expect, test } from 'vitest';
import { verificationPage } from '../../../web/verification-page.ts';

/** Pages of documents in states that no test of the route can hold still. */

const file = { sha256: 'a'.repeat(64), size: 12_345 };
const ready = {
  state: 'ready',
  createdAt: '2026-11-20T23:30:00.000Z',
  files: [{ format: 'docx' as const, ...file }],
};

const titleOf = (page: string): string | undefined => /<title>(.*) – MyTypist<\/title>/.exec(page)?.[1];

describe('the page of a document', () => {
  test('names the day it was made on in Lagos, the size and the fingerprint of its file', () => {
    const page = verificationPage(ready);
    expect(titleOf(page)).toBe('Genuine');
    expect(page).toContain('It was made on 21 November 2026.');
    expect(page).toContain(`12,345 bytes and the SHA-256 fingerprint <code>${file.sha256}</code>`);
  });

  test('lists every file, so that whoever holds one of them finds its fingerprint', () => {
    const files = [...ready.files, { format: 'pdf' as const, sha256: 'b'.repeat(64), size: 54_321 }];
    const page = verificationPage({ ...ready, files });
    expect(page).toContain(`Its Word file has 12,345 bytes`);
    expect(page).toContain(
      `Its PDF has 54,321 bytes and the SHA-256 fingerprint <code>${'b'.repeat(64)}</code>`,
    );
  });

  test.each(['queued', 'rendering', 'failed'])('that is %s says that there is no file', (state) => {
    const page = verificationPage({ state, createdAt: ready.createdAt, files: [] });
    expect(titleOf(page)).toBe('Known, but not finished');
    expect(page).toContain('It has no finished file.');
    expect(page).not.toContain('fingerprint');
  });

  test('that nobody knows warns whoever reads it', () => {
    const page = verificationPage(undefined);
    expect(titleOf(page)).toBe('Not known');
    expect(page).toContain('Do not rely on a printed code alone');
  });

  test('is kept out of search engines, and loads nothing', () => {
    for (const page of [verificationPage(ready), verificationPage(undefined)]) {
      expect(page).toContain('<meta name="robots" content="noindex">');
      expect(page).not.toMatch(/(?:src|href)=|<script|url\(|@import/);
    }
  });
});
