import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { OfficePool } from '../../../shared/engines/pdf/office-pool.ts';
import { openOfficePool } from '../../../shared/engines/pdf/office-pool.ts';
import { docx } from '../../support/docx.ts';
import {
  faultOf,
  firstGroup,
  letter,
  longDocument,
  nestedTables,
  ownPool,
  requireOffice,
} from './pool-fixture.ts';
import { officeOf, processesOf } from './processes.ts';

/** Does something to every soffice that converts, `times` times; resolves to how often it was done. */
async function strike(pool: OfficePool, signal: NodeJS.Signals, times: number): Promise<number> {
  const struck = new Set<number>();
  for (let waited = 0; struck.size < times && waited < 12_000; waited++) {
    for (const { pid } of pool.state().workers.filter(({ isReady }) => isReady)) {
      const office = processesOf(pid).find(({ name }) => name === 'soffice.bin');
      if (office === undefined || struck.has(office.pid)) continue;
      await setTimeout(100);
      process.kill(office.pid, signal);
      struck.add(office.pid);
    }
    await setTimeout(5);
  }
  return struck.size;
}

/** Kills the first LibreOffice of a pool as soon as it runs, which is before it is ready. */
async function strikeStarting(pool: OfficePool): Promise<void> {
  for (;;) {
    for (const { pid, isReady } of pool.state().workers) {
      const office = processesOf(pid).find(({ name }) => name === 'soffice.bin');
      if (isReady) throw new Error('it was ready too soon');
      if (office !== undefined) return void process.kill(office.pid, 'SIGKILL');
    }
    await setTimeout(1);
  }
}

describe('a LibreOffice that', { timeout: 180_000 }, () => {
  test('is killed at work is replaced, and the document converted after all', async () => {
    const { pool } = await ownPool(1);
    await pool.warm();
    const group = firstGroup(pool);
    const conversion = pool.convert(longDocument(800));
    expect(await strike(pool, 'SIGKILL', 1)).toBe(1);
    expect((await conversion).pages).toBeGreaterThan(10);
    expect(processesOf(group)).toEqual([]);
  });

  test('is killed while it starts is started once more, and the document converted after all', async () => {
    const { pool } = await ownPool(1);
    const conversion = pool.convert(letter('first'));
    await strikeStarting(pool);
    expect((await conversion).pages).toBe(1);
  });

  test('is killed twice by a document costs that document alone', async () => {
    const { pool } = await ownPool(1);
    await pool.warm();
    const conversion = faultOf(pool.convert(longDocument(3000)));
    expect(await strike(pool, 'SIGKILL', 2)).toBe(2);
    expect((await conversion).code).toBe('conversion-failed');
    expect((await pool.convert(letter('next'))).pages).toBe(1);
  });

  test('hangs is killed with its group at the deadline, and the document converted after all', async () => {
    const { pool } = await ownPool(1, { deadlineMs: () => 3000 });
    await pool.warm();
    const group = firstGroup(pool);
    process.kill(officeOf(group).pid, 'SIGSTOP');
    expect((await pool.convert(letter('late'))).pages).toBe(1);
    expect(processesOf(group)).toEqual([]);
  });

  test('hangs together with its script is killed as well', async () => {
    const { pool } = await ownPool(1, { deadlineMs: () => 3000 });
    await pool.warm();
    const group = firstGroup(pool);
    process.kill(-group, 'SIGSTOP');
    expect((await pool.convert(letter('late'))).pages).toBe(1);
    expect(processesOf(group)).toEqual([]);
  });

  test('takes for ever is given up after two deadlines', async () => {
    const { pool } = await ownPool(1, { deadlineMs: () => 3000 });
    expect((await faultOf(pool.convert(nestedTables(400)))).code).toBe('conversion-timed-out');
    expect((await pool.convert(letter('next'))).pages).toBe(1);
  });

  test('needs more memory than it may have costs that document alone, and says why', async () => {
    // It has about 110 megabytes of data when it is warm; this table alone needs 300.
    const { pool } = await ownPool(1, { memoryMegabytes: 240 });
    const row = `<w:tr>${'<w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>'.repeat(20)}</w:tr>`;
    const table = docx(`<w:tbl><w:tblPr/><w:tblGrid/>${row.repeat(3000)}</w:tbl><w:p/>`);
    const fault = await faultOf(pool.convert(table));
    expect(fault.code).toBe('conversion-out-of-memory');
    expect(String(fault.cause)).toMatch(/soffice ended by signal (6|11)/);
    expect((await pool.convert(letter('next'))).pages).toBe(1);
  });

  test('may not write a file as large as it wants costs that document alone', async () => {
    const { pool } = await ownPool(1, { fileMegabytes: 1 });
    const text = Array.from({ length: 400_000 }, (_, index) => ((index * 7919) % 9973).toString(36)).join(
      ' ',
    );
    const paragraphs = text.match(/.{1,2000}/g) ?? [];
    const big = docx(paragraphs.map((part) => `<w:p><w:r><w:t>${part}</w:t></w:r></w:p>`).join(''));
    expect((await faultOf(pool.convert(big))).code).toBe('conversion-failed');
    expect((await pool.convert(letter('next'))).pages).toBe(1);
  });

  test('has no room on its disk costs that document alone', async () => {
    const { folder, pool: unused } = await ownPool(1);
    await unused.stop();
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status).toBe(0);
    const pool = openOfficePool({ office: await requireOffice(), workers: 1, folder: disk });
    onTestFinished(async () => {
      await pool.stop();
      spawnSync('umount', [disk]);
    });
    await pool.warm();
    const filler = join(disk, 'filler');
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k']);
    expect((await faultOf(pool.convert(letter('no room')))).code).toMatch(/^conver/);
    spawnSync('rm', [filler]);
    expect((await pool.convert(letter('next'))).pages).toBe(1);
  });

  test('cannot be started is said to be unavailable', async () => {
    const office = { ...(await requireOffice()), program: '/nonexistent/program' };
    const pool = openOfficePool({ office, workers: 1 });
    expect((await faultOf(pool.convert(letter('nowhere')))).code).toBe('converter-unavailable');
    await pool.stop();
  });
});
