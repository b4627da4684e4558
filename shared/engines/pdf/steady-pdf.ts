import { createHash } from 'node:crypto';

/**
 * What LibreOffice writes differently each time: the clock, and two sums of the clock. All are blanked or replaced in
 * place, so every offset in the file stays right. What an uncompressed text of the document may say stays, because
 * only the last of each is taken and these stand behind all content.
 */
const creation = /\/CreationDate\(D:[^)]{8,30}\)/g;
const metadataDate = /<xmp:(CreateDate|ModifyDate|MetadataDate)>[^<]{10,40}<\/xmp:\1>/g;
const identifier = /\/ID\s*\[\s*<([0-9A-F]{32})>\s*<([0-9A-F]{32})>\s*\]/g;
const checksum = /\/DocChecksum\s*\/([0-9A-F]{32})/g;

/** Makes the PDF the same for the same content. Returns a copy. */
export function steadyPdf(pdf: Buffer): Buffer {
  const steady = Buffer.from(pdf);
  const text = steady.toString('latin1');
  for (const pattern of [creation, metadataDate]) {
    const found = [...text.matchAll(pattern)].slice(pattern === creation ? -1 : -3);
    for (const { 0: whole, index } of found) steady.fill(' ', index, index + whole.length);
  }
  const sums = [identifier, checksum].flatMap((pattern) => [...text.matchAll(pattern)].slice(-1));
  const places = sums.flatMap(({ 0: whole, index, ...groups }) =>
    [groups[1], groups[2]].map((sum, order) => {
      if (sum === undefined) return -1;
      return index + (order === 0 ? whole.indexOf(sum) : whole.lastIndexOf(sum));
    }),
  );
  const known = places.filter((place) => place >= 0);
  for (const place of known) steady.fill('0', place, place + 32);
  const sum = createHash('sha256').update(steady).digest('hex').slice(0, 32).toUpperCase();
  for (const place of known) steady.write(sum, place, 'latin1');
  return steady;
}
