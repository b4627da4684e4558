import { availableParallelism } from 'node:os';
import { ConversionFault } from '../domain/conversion-fault.ts';
import { findOffice, officeMissing } from '../engines/pdf/find-office.ts';
import { openOfficePool } from '../engines/pdf/office-pool.ts';
import type { PdfConverter } from '../engines/pdf/pdf-converter.ts';
import { variable } from '../environment/variable.ts';

let opened: Promise<PdfConverter> | undefined;

/**
 * The converter of this container, opened when it is first asked for: a LibreOffice for each core.
 *
 * @throws ConversionFault `converter-unavailable` where there is no LibreOffice; its cause says what to install
 */
export function converter(): Promise<PdfConverter> {
  opened ??= open().catch((fault: unknown) => {
    opened = undefined;
    throw fault;
  });
  return opened;
}

async function open(): Promise<PdfConverter> {
  const office = await findOffice();
  if (!office) throw new ConversionFault('converter-unavailable', new Error(officeMissing));
  const openNetwork = variable('CONVERTER') === 'image-open' ? 'accept' : 'refuse';
  return openOfficePool({ office, workers: availableParallelism(), limits: { openNetwork } });
}
