import { refuseTable } from '../../domain/table/table-refused.ts';

/** Bytes looked at to recognise a format or an encoding. */
export const PEEK = 4096;

/** Encrypted workbooks are compound files that hold a stream of this name (MS-OFFCRYPTO 2.3.4.4). */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le').toString('latin1');

/**
 * What a file is by its first bytes, whatever it is called.
 *
 * @throws TableRefused for what is no table
 */
export function formatOf(start: Buffer): 'csv' | 'zip' {
  if (start.length === 0) refuseEmpty();
  const text = start.toString('latin1');
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return 'zip';
  if (text.startsWith('\xD0\xCF\x11\xE0')) refuseCompound(text);
  if (text.startsWith('%PDF-'))
    refuseTable('not-a-table', 'The file is a PDF; upload the spreadsheet it was made from, as XLSX or CSV.');
  if (/^(?:\xEF\xBB\xBF)?\s*<(?:!doctype|html|table|\?xml|head|meta)/i.test(text))
    refuseTable(
      'not-a-table',
      'The file is a web page under the name of a spreadsheet. Open it in Excel, save it as an Excel workbook (.xlsx) and upload that.',
    );
  if (/^\{\\rtf/.test(text)) refuseBinary();
  return 'csv';
}

function refuseCompound(text: string): never {
  if (text.includes(ENCRYPTED))
    refuseTable(
      'password-protected',
      'The workbook is protected by a password. Remove the password and upload it again.',
    );
  return refuseTable(
    'old-excel-format',
    'The file is in an old or protected Excel format (.xls). Open it in Excel, save it as an Excel workbook (.xlsx) without a password and upload that.',
  );
}

export function refuseEmpty(): never {
  return refuseTable('empty-table', 'The table is empty; its first row must name the fields.');
}

export function refuseBinary(): never {
  return refuseTable(
    'not-a-table',
    'The file is no spreadsheet, whatever its name says. Upload an Excel workbook (.xlsx) or a CSV file.',
  );
}

export function refuseTooLarge(most: number): never {
  return refuseTable(
    'file-too-large',
    `The file is larger than ${Math.round(most / 1024 / 1024)} MB. Split it, or remove columns you do not need.`,
  );
}
