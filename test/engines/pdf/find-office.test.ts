import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findOffice, officeMissing } from '../../../shared/engines/pdf/find-office.ts';

test('finds the LibreOffice of this machine, with its Python bridge and its version', async () => {
  const office = await findOffice();
  if (office === undefined) throw new Error(officeMissing);
  expect(existsSync(join(office.program, 'soffice.bin'))).toBe(true);
  expect(existsSync(office.python)).toBe(true);
  expect(office.version).toMatch(/^\d+\.\d+, build \S/);
});

test('says what to install where there is none', () => {
  expect(officeMissing).toContain('apt-get install');
  expect(officeMissing).toContain('python3-uno');
});
