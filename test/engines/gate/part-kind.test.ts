import { describe, expect, it, test } from 'vitest';
import { partFault, partKind } from '../../../shared/engines/docx/part-kind.ts';

const from = (kind: string, fromChart = false) => ({ kind, fromChart });

test.each([
  ['word/document.xml', 'xml'],
  ['_rels/.rels', 'xml'],
  ['word/a.VML', 'xml'],
  ['a.png', 'picture'],
  ['a.jpg', 'picture'],
  ['a.JPEG', 'picture'],
  ['a.gif', 'picture'],
  ['a.ttf', 'font'],
  ['a.b.odttf', 'font'],
])('%s is judged as %s, whoever refers to it', (name, kind) => {
  expect(partKind(name, [])).toBe(kind);
  expect(partKind(name, [from('anything')])).toBe(kind);
});

test.each([
  ['a.xlsx', [from('package', true)], 'workbook'],
  ['a.bin', [from('printersettings')], 'printer-settings'],
  ['a.emf', [from('thumbnail')], 'thumbnail'],
  ['a.wmf', [from('thumbnail'), from('thumbnail', true)], 'thumbnail'],
  ['a.xlsx', [from('package')], null],
  ['a.xlsx', [from('package', true), from('package')], null],
  ['a.xlsx', [from('image', true)], null],
  ['a.bin', [from('oleobject')], null],
  ['a.emf', [from('thumbnail'), from('image')], null],
  ['a.emf', [], null],
  ['a.exe', [from('thumbnail')], null],
  ['xml', [], null],
  ['a.xml/b', [], null],
  ['a.', [], null],
] as const)('%s with the referrers %j is judged as %s', (name, referrers, kind) => {
  expect(partKind(name, referrers)).toBe(kind);
});

describe('a part that may not be there', () => {
  test.each('avif bmp emf emz hdp heic ico jp2 jpx pcx pict psd svg tif tiff wdp webp wmf wmz'.split(' '))(
    'is a picture to be saved as PNG when it ends in %s',
    (ending) => {
      expect(partFault(`word/a.${ending}`)).toEqual({
        code: 'unsupported-picture',
        message: `A picture in the document is stored as ${ending.toUpperCase()}. Save the picture as PNG, insert it again and delete the old one.`,
        where: { around: `word/a.${ending}` },
      });
    },
  );

  test.each(
    'doc docm docx dot dotm dotx htm html mht odp ods odt pdf pps ppt pptm pptx rar rtf xhtml xls xlsb xlsm xlsx zip 7z gz jar tar'.split(
      ' ',
    ),
  )('is another file when it ends in %s', (ending) => {
    expect(partFault(`a.${ending}`).code).toBe('embedded-document');
  });

  test.each(['a.docx', 'a.bin', 'a.exe', 'none', 'a.', '.EXE', ' '])('is refused as %s', (name) => {
    expect(partFault(name)).toMatchSnapshot();
  });

  it('is judged by what it really is', () => {
    expect(partFault('a.xml', 'bin')).toMatchObject({ code: 'embedded-object', where: { around: 'a.xml' } });
  });
});
