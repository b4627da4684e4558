import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ConversionFault } from '../../../shared/domain/conversion-fault.ts';
import { findOffice, type Office, officeMissing } from '../../../shared/engines/pdf/find-office.ts';
import type { OfficeLimits } from '../../../shared/engines/pdf/office-limits.ts';
import { type OfficePool, openOfficePool } from '../../../shared/engines/pdf/office-pool.ts';
import { docx } from '../../support/docx.ts';

/** @throws Error that says what to install; no test is skipped for it */
export async function requireOffice(): Promise<Office> {
  const office = await findOffice();
  if (office === undefined) throw new Error(officeMissing);
  return office;
}

export interface OwnPool {
  pool: OfficePool;
  /** Where its processes have their folders. */
  folder: string;
  leftFiles: () => string[];
}

/** A pool in a folder of its own, stopped with the test or, as `forFile`, by whoever opened it. */
export async function ownPool(workers: number, limits: Partial<OfficeLimits> = {}): Promise<OwnPool> {
  const own = await openOwnPool(workers, limits);
  onTestFinished(() => closeOwnPool(own));
  return own;
}

/** A busy machine may be slow in whatever is not under test. Milliseconds. */
const patient = { startMs: 60_000, deadlineMs: () => 60_000 };

export async function openOwnPool(workers: number, limits: Partial<OfficeLimits> = {}): Promise<OwnPool> {
  const folder = mkdtempSync(join(tmpdir(), 'pool-test-'));
  const office = await requireOffice();
  const pool = openOfficePool({ office, workers, folder, limits: { ...patient, ...limits } });
  return { pool, folder, leftFiles: () => readdirSync(folder) };
}

export async function closeOwnPool({ pool, folder }: OwnPool): Promise<void> {
  await pool.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The group of the first worker. @throws Error when none runs */
export function firstGroup(pool: OfficePool): number {
  const [worker] = pool.state().workers;
  if (worker === undefined) throw new Error('no worker runs');
  return worker.pid;
}

/** A letter with its own words in it. */
export const letter = (text: string): Buffer =>
  docx(`<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`);

/** Tables in tables. From about fifty on LibreOffice loses the text, and each more takes it longer. */
export function nestedTables(depth: number): Buffer {
  const open = '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="5000"/></w:tblGrid><w:tr><w:tc><w:tcPr/>';
  const close = '<w:p/></w:tc></w:tr></w:tbl>';
  const inside = '<w:p><w:r><w:t>The rent is payable in advance on the first day</w:t></w:r></w:p>';
  return docx(`${open.repeat(depth)}${inside}${close.repeat(depth)}<w:p/>`);
}

/** Long enough to be caught in the act: some hundred pages. */
export function longDocument(paragraphs = 6000): Buffer {
  const text =
    'The tenant keeps the premises in good repair and returns them so at the end of the term. '.repeat(3);
  return docx(`<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`.repeat(paragraphs));
}

/** The fault of a conversion. @throws Error when there is none */
export async function faultOf(conversion: Promise<unknown>): Promise<ConversionFault> {
  const result = await conversion.catch((error: unknown) => error);
  if (result instanceof ConversionFault) return result;
  throw result instanceof Error ? result : new Error('it was converted');
}
