import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, onTestFinished, test } from 'vitest';
import { officeLimits } from '../../../shared/engines/pdf/office-limits.ts';
import { OfficeWorker } from '../../../shared/engines/pdf/office-worker.ts';
import { docx, externalLink } from '../../support/docx.ts';
import { png } from '../../support/pictures.ts';
import { faultOf, firstGroup, letter, ownPool, requireOffice } from './pool-fixture.ts';
import { environmentOf, memoryOf, officeOf, officeSockets, processesIn, processesOf } from './processes.ts';

const poolModule = new URL('../../../shared/engines/pdf/office-pool.ts', import.meta.url).href;
const findModule = new URL('../../../shared/engines/pdf/find-office.ts', import.meta.url).href;

/** Opens a pool in `folder`, converts nothing, and says when it is warm. */
const owner = (folder: string, ready: string): string => `
  const { openOfficePool } = await import(${JSON.stringify(poolModule)});
  const { findOffice } = await import(${JSON.stringify(findModule)});
  const pool = openOfficePool({ office: await findOffice(), workers: 1, folder: ${JSON.stringify(folder)} });
  await pool.warm();
  ${ready};
  setInterval(() => undefined, 1000);`;

const ownFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'pool-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** Waits until nothing runs in a folder and nothing is in it; resolves to what is left after half a minute. */
async function leftIn(folder: string): Promise<(number | string)[]> {
  const left = (): (number | string)[] => [...processesIn(folder), ...readdirSync(folder)];
  for (let waited = 0; left().length > 0 && waited < 600; waited++) await setTimeout(50);
  return left();
}

describe('the processes of a pool', { timeout: 180_000 }, () => {
  test('know nothing of our environment', async () => {
    const { pool } = await ownPool(1);
    await pool.warm();
    const group = firstGroup(pool);
    const office = environmentOf(officeOf(group).pid);
    const allowed = ['CONFIGURATION_LAYERS', 'HOME', 'LANG', 'LD_PRELOAD', 'SAL_USE_VCLPLUGIN', 'TMPDIR'];
    expect([...office.keys()].filter((name) => !allowed.includes(name))).toEqual([]);
    expect([...environmentOf(group).keys()]).toEqual([]);
  });

  test('are a group of their own, in a folder that is theirs alone', async () => {
    const { pool, folder, leftFiles } = await ownPool(1);
    await pool.warm();
    const group = firstGroup(pool);
    expect(processesOf(group)).toHaveLength(2);
    expect(group).not.toBe(process.pid);
    const [name = ''] = leftFiles();
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o700);
    expect(pool.state().workers).toMatchObject([
      { network: 'seccomp', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
    ]);
  });

  test('are gone after stop, with all their files and sockets', async () => {
    const { pool, leftFiles } = await ownPool(2);
    await Promise.all([
      pool.convert(letter('one')),
      pool.convert(letter('two')),
      pool.convert(letter('three')),
    ]);
    const groups = pool.state().workers.map(({ pid }) => pid);
    await pool.stop();
    expect(groups.flatMap(processesOf)).toEqual([]);
    expect(leftFiles()).toEqual([]);
    expect((await faultOf(pool.convert(letter('late')))).code).toBe('converter-unavailable');
  });

  test('are gone when stop comes while they start', async () => {
    const { pool, leftFiles } = await ownPool(1);
    const conversion = faultOf(pool.convert(letter('early')));
    await setTimeout(150);
    await pool.stop();
    expect((await conversion).code).toBe('converter-unavailable');
    expect(pool.state().workers).toEqual([]);
    expect(leftFiles()).toEqual([]);
  });

  test.each([
    ['at work', false],
    ['stopped', true],
  ])('end with the worker thread that owns them while they are %s', async (_, areStopped) => {
    const folder = ownFolder();
    const thread = new Worker(
      `(async () => { const { parentPort } = require('node:worker_threads'); ${owner(folder, "parentPort.postMessage('warm')")} })()`,
      { eval: true },
    );
    await once(thread, 'message');
    const processes = processesIn(folder);
    expect(processes).toHaveLength(2);
    if (areStopped) for (const pid of processes) process.kill(pid, 'SIGSTOP');
    await thread.terminate();
    expect(await leftIn(folder)).toEqual([]);
  });

  test('are not ended by the end of another thread', async () => {
    const { pool } = await ownPool(1);
    await pool.warm();
    const group = firstGroup(pool);
    const other = new Worker('setInterval(() => undefined, 1000)', { eval: true });
    await once(other, 'online');
    await other.terminate();
    expect((await pool.convert(letter('still here'))).pages).toBe(1);
    expect(firstGroup(pool)).toBe(group);
  });

  test.each([
    ['at work', false],
    ['stopped', true],
  ])('end with the process that owns them when it is killed while they are %s', async (_, areStopped) => {
    const folder = ownFolder();
    const parent: ChildProcess = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      owner(folder, "console.log('warm')"),
    ]);
    if (parent.stdout === null) throw new Error('no output');
    await once(parent.stdout, 'data');
    const processes = processesIn(folder);
    expect(processes).toHaveLength(2);
    if (areStopped) for (const pid of processes) process.kill(pid, 'SIGSTOP');
    parent.kill('SIGKILL');
    expect(await leftIn(folder)).toEqual([]);
  });

  test('clear away what others left that were killed as a whole', async () => {
    const { pool, folder } = await ownPool(1);
    // Process ids end at 4,194,304.
    mkdirSync(join(folder, 'mytypist-office-4999999-abcdef/tmp'), { recursive: true });
    writeFileSync(join(folder, 'mytypist-office-4999999-abcdef/tmp/secret'), 'of a customer');
    await pool.stop();
    const { openOfficePool } = await import('../../../shared/engines/pdf/office-pool.ts');
    const second = openOfficePool({ office: pool.office, workers: 1, folder });
    await second.warm();
    expect(readdirSync(folder).filter((name) => name.includes('4999999'))).toEqual([]);
    await second.stop();
  });

  test('are replaced after so many conversions, and nobody waits for it', async () => {
    const { pool } = await ownPool(1, { conversions: 3 });
    const groups = new Set<number>();
    for (let index = 0; index < 40 && groups.size < 2; index++) {
      await pool.convert(letter(`number ${index}`));
      groups.add(firstGroup(pool));
      await setTimeout(50);
    }
    expect(groups.size).toBe(2);
  });

  test('do not grow over two hundred conversions', async () => {
    const { pool } = await ownPool(1, { conversions: 1000 });
    await pool.convert(letter('first'));
    const { pid } = officeOf(firstGroup(pool));
    for (let index = 0; index < 40; index++) await pool.convert(letter(`number ${index}`));
    const early = memoryOf(pid, 'VmRSS');
    for (let index = 0; index < 160; index++) await pool.convert(letter(`number ${index}`));
    const late = memoryOf(pid, 'VmRSS');
    expect(officeOf(firstGroup(pool)).pid).toBe(pid);
    expect(late - early).toBeLessThan(40 * 1024);
    expect(late).toBeLessThan(300 * 1024);
  });
});

describe('a document', () => {
  const picture = (attribute: string): string =>
    `<w:p><w:r><w:t>Before </w:t></w:r><w:r><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="p"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="1" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip ${attribute}="rX"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;

  test.each([
    ['a picture', 'image', (url: string) => `${url}/picture.png`, picture('r:link')],
    ['an embedded picture elsewhere', 'image', (url: string) => `${url}/picture.png`, picture('r:embed')],
    [
      'a template',
      'attachedTemplate',
      (url: string) => `${url}/evil.dotx`,
      '<w:p><w:r><w:t>Text</w:t></w:r></w:p>',
    ],
    [
      'a frame',
      'aFChunk',
      (url: string) => `${url}/chunk.html`,
      '<w:p><w:r><w:t>Text</w:t></w:r></w:p><w:altChunk r:id="rX"/>',
    ],
  ])('cannot fetch %s from a server', async (_, kind, address, body) => {
    const hits: string[] = [];
    const server = createServer((request, reply) => {
      hits.push(`${request.method} ${request.url}`);
      reply.end();
    });
    let connections = 0;
    server.on('connection', () => connections++);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
    });
    const bound = server.address();
    if (bound === null || typeof bound === 'string') throw new Error('no port');
    const link = externalLink(kind, address(`http://127.0.0.1:${bound.port}`));
    const bytes = docx({ body, relationships: link });
    // Past the pool, which would not even let LibreOffice see it.
    const worker = await OfficeWorker.start(
      await requireOffice(),
      ownFolder(),
      officeLimits,
      () => undefined,
    );
    const outcome = await worker.convert({ docx: bytes, archival: false, mayHaveChanges: true }, 60_000);
    await worker.end();
    expect(outcome.kind).toBe('converted');
    expect({ hits, connections }).toEqual({ hits: [], connections: 0 });
  });

  test('cannot bring a picture of this machine into its PDF', async () => {
    const { pool, folder } = await ownPool(1);
    const secret = join(folder, 'secret.png');
    const pngPicture = await png();
    writeFileSync(secret, pngPicture);
    const own = docx({
      body: picture('r:embed'),
      relationships: `<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="media/p.png"/>`,
      contentTypes: '<Default Extension="png" ContentType="image/png"/>',
      files: { 'word/media/p.png': pngPicture },
    });
    expect((await pool.convert(own)).pdf.includes('/Subtype/Image')).toBe(true);
    for (const attribute of ['r:link', 'r:embed']) {
      const relationships = externalLink('image', `file://${secret}`);
      const fault = await faultOf(pool.convert(docx({ body: picture(attribute), relationships })));
      expect(fault.code).toBe('conversion-failed');
      expect(String(fault.cause)).toContain('reaches out: image');
    }
  });
});

test('sockets of LibreOffice do not stay in the folder for temporary files', async () => {
  const before = officeSockets();
  const { pool } = await ownPool(1);
  await pool.convert(letter('one'));
  const own = officeSockets().filter((name) => !before.includes(name) && name.includes(`-${process.pid}-`));
  expect(own).toEqual([]);
});
