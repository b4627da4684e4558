import { jpeg, png, pngChunk, pngHeader, pngSignature } from '../support/pictures.ts';

/** What an uploaded picture may not be, and the code that its owner reads. The engine's tests have them all. */
export const hostilePictures: [what: string, code: string, make: () => Promise<Buffer> | Buffer][] = [
  ['nothing', 'empty-file', () => Buffer.alloc(0)],
  ['a text', 'not-a-picture', () => Buffer.from('push graphic-context')],
  ['a drawing', 'unsupported-picture', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
  ['half a PNG', 'damaged-picture', async () => (await png(300, 200)).subarray(0, 2000)],
  ['half a JPEG', 'damaged-picture', async () => (await jpeg(300, 200)).subarray(0, 2000)],
  [
    'a bomb of pixels',
    'too-many-pixels',
    () =>
      Buffer.concat([
        pngSignature,
        pngHeader(60_000, 60_000),
        pngChunk('IDAT', Buffer.alloc(9)),
        pngChunk('IEND', Buffer.alloc(0)),
      ]),
  ],
];
