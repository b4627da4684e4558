import { describe, expect, test } from 'vitest';
import { readContainer, unpack } from '../../../shared/engines/docx/container.ts';
import { askedFonts } from '../../../shared/engines/pdf/asked-fonts.ts';
import { countLetters, missingFrom } from '../../../shared/engines/pdf/count-letters.ts';
import { printableWordFile } from '../../../shared/engines/pdf/printable-word-file.ts';
import { printedRuns, printedText } from '../../../shared/engines/pdf/printed-text.ts';
import { embeddedFonts, substitutedFonts } from '../../../shared/engines/pdf/substituted-fonts.ts';
import { readWordStyles } from '../../../shared/engines/pdf/word-styles.ts';
import { docx, p, run, zipOf } from '../../support/docx.ts';
import { paragraphsOf, partOf } from '../../support/docx-text.ts';

/** A Word file with one part under another name, wherever it is spoken of. */
const renamed = (from: string, to: string): Buffer =>
  zipOf(
    readContainer(docx(p('text'))).map((entry) => ({
      name: entry.name.replace(from, to),
      content: unpack(entry, 1_000_000).toString('utf8').replaceAll(from, to),
    })),
  );

const printed = (
  document: string,
  styles = '',
  notes: { footnotes?: string; endnotes?: string } = {},
): string =>
  printedText(
    printedRuns({ document, margins: '', footnotes: '', endnotes: '', ...notes }, readWordStyles(styles)),
  );

const fonts = (name: string): string => `<w:rFonts w:ascii="${name}" w:hAnsi="${name}"/>`;

describe('what is printed', () => {
  test.each([
    ['inserted words', `<w:ins w:id="1">${run('new')}</w:ins>`, 'new'],
    ['no deleted ones', `<w:del w:id="1"><w:r><w:delText>old</w:delText></w:r></w:del>${run('new')}`, 'new'],
    ['no words that moved away', `<w:moveFrom w:id="1">${run('moved')}</w:moveFrom>`, ''],
    ['equations', '<m:oMath><m:r><w:rPr/><m:t>x=1</m:t></m:r></m:oMath>', 'x=1'],
    [
      'a word hidden earlier only',
      run('seen', '<w:rPrChange w:id="1"><w:rPr><w:vanish/></w:rPr></w:rPrChange>'),
      'seen',
    ],
    ['a word that is said not to be hidden', run('seen', '<w:vanish w:val="0"/>'), 'seen'],
    [
      'no date that is printed anew',
      `<w:fldSimple w:instr=" DATE ">${run('1 May 2020')}</w:fldSimple>${run('end')}`,
      'end',
    ],
    [
      'the result of other simple fields',
      `<w:fldSimple w:instr=" AUTHOR ">${run('Ada')}</w:fldSimple>${run('!')}`,
      'Ada!',
    ],
    ['what an entity stands for', '<w:p><w:r><w:t>Eze &amp; Sons</w:t></w:r></w:p>', 'Eze & Sons'],
  ])('holds %s', (_, xml, text) => {
    expect(printed(xml)).toBe(text);
  });

  test('holds the result of a field, and of the fields in its code nothing', () => {
    const mark = (type: string): string => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
    const inner = `${mark('begin')}${mark('separate')}${run('not this')}${mark('end')}`;
    expect(
      printed(`${mark('begin')}${inner}${mark('separate')}${run('this')}${mark('end')}${run(' and this')}`),
    ).toBe('this and this');
  });

  test('leaves out what a style hides, wherever the style has it from', () => {
    const styles =
      '<w:style w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>';
    expect(
      printed(`<w:p><w:pPr><w:pStyle w:val="B"/></w:pPr>${run('hidden')}</w:p>${p('seen')}`, styles),
    ).toBe('seen');
  });

  test('ends where styles are based on each other in a circle', () => {
    const circle =
      '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>';
    expect(printed(run('seen', '<w:rStyle w:val="A"/>'), circle)).toBe('seen');
  });

  test('holds only the notes that something refers to', () => {
    const note = (id: number, text: string): string => `<w:footnote w:id="${id}">${p(text)}</w:footnote>`;
    const document = `${p('text')}<w:r><w:footnoteReference w:id="3"/></w:r>`;
    expect(printed(document, '', { footnotes: note(2, 'gone') + note(3, ' note') })).toBe('text note');
  });
});

describe('the fonts asked for', () => {
  const asked = (document: string, xml = '', theme = ''): string[] => {
    const styles = readWordStyles(xml);
    return askedFonts(
      printedRuns({ document, margins: '', footnotes: '', endnotes: '' }, styles),
      styles,
      theme,
    );
  };
  const defaults = `<w:docDefaults><w:rPrDefault><w:rPr>${fonts('Segoe UI')}</w:rPr></w:rPrDefault></w:docDefaults>`;

  test('are those of runs, then of styles, then the default', () => {
    const styles = `${defaults}<w:style w:styleId="H"><w:rPr>${fonts('Cambria')}</w:rPr></w:style>`;
    const heading = `<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr>${run('Heading')}${run('own', fonts('Arial'))}</w:p>`;
    expect(asked(heading + p('text'), styles)).toEqual(['Arial', 'Cambria', 'Segoe UI']);
  });

  test('are not those of empty paragraphs, signs, equations and other scripts', () => {
    const document = [
      `<w:p><w:pPr><w:rPr>${fonts('Mark Font')}</w:rPr></w:pPr>${run('text')}</w:p>`,
      run('☐', fonts('MS Gothic')),
      run('q', fonts('Wingdings')),
      run('שלום', `${fonts('David')}<w:rtl/>`),
      run('合同', fonts('SimSun')),
      `<m:r><w:rPr>${fonts('Cambria Math')}</w:rPr><m:t>x</m:t></m:r>`,
    ].join('');
    expect(asked(document, defaults)).toEqual(['Segoe UI']);
  });

  test('may be named by the theme', () => {
    const theme =
      '<a:majorFont><a:latin typeface="Aptos Display"/></a:majorFont><a:minorFont><a:latin typeface="Aptos"/></a:minorFont>';
    const document = run('Heading', '<w:rFonts w:asciiTheme="majorHAnsi" w:ascii="Arial"/>');
    expect(asked(document, '', theme)).toEqual(['Aptos Display']);
  });
});

test('of a font without a twin the likely substitute is told, not the twins of others', () => {
  const pdf = embeddedFonts(Buffer.from('/FontName/BAAAAA+Carlito-Bold /FontName/CAAAAA+DejaVuSans'));
  expect(substitutedFonts(['Calibri', 'Papyrus'], pdf)).toEqual([
    { asked: 'Calibri', used: ['Carlito'], sameWidths: true },
    { asked: 'Papyrus', used: ['DejaVuSans'], sameWidths: false },
  ]);
});

test.each([
  ['STRASSE Σ', 'straße ς'],
  ['STRAẞE', 'Straße'],
  ['ﬁne', 'fine'],
  ['Ẹ̀kọ́', 'E\u0323\u0300ko\u0301\u0323'],
])('%s has all letters of %s', (shown, written) => {
  expect(missingFrom(countLetters(written), countLetters(shown))).toBe(0);
});

describe('a Word file for LibreOffice', () => {
  const commented = docx({
    body: `<w:p>${run('text')}<w:r><w:commentReference w:id="2"/></w:r><w:r><w:commentReference w:id="2"></w:commentReference></w:r></w:p>`,
    comment: p('remark'),
  });

  test('has its text and nothing that refers to a comment', () => {
    const file = printableWordFile(commented).docx;
    expect(paragraphsOf(file)).toEqual(['text']);
    expect(partOf(file)).not.toContain('commentReference');
    expect(printableWordFile(file).docx.equals(file)).toBe(true);
  });

  test('is the very file when there is nothing to change, or when it is damaged', () => {
    for (const file of [docx(p('text')), commented.subarray(0, 500), Buffer.from('no zip')])
      expect(printableWordFile(file).docx).toBe(file);
  });

  test.each([
    ['plain text', docx(p('inserted, w:ins, Change')), false],
    ['an inserted word', docx(`<w:p><w:ins w:id="1" w:author="A">${run('new')}</w:ins></w:p>`), true],
    ['a deleted row', docx('<w:tbl><w:tr><w:trPr><w:del w:id="1"/></w:trPr></w:tr></w:tbl>'), true],
    ['a moved word', docx(`<w:p><w:moveTo w:id="1">${run('there')}</w:moveTo></w:p>`), true],
    ['a changed format', docx('<w:p><w:pPr><w:pPrChange w:id="1"/></w:pPr></w:p>'), true],
    ['a change in a header', docx({ body: p('text'), header: '<w:p><w:ins w:id="1"/></w:p>' }), true],
    ['another prefix', docx('<x:p><x:ins x:id="1"/></x:p>'), true],
    ['a prefix with a hyphen', docx('<w-x:p><w-x:del w-x:id="1"/></w-x:p>'), true],
    ['a main part of an odd name', renamed('word/document.xml', 'word/settings2.xml'), true],
    ['a part of an odd kind', renamed('word/document.xml', 'word/document.part'), true],
    ['what cannot be read', Buffer.from('no zip'), true],
  ])('is searched for tracked changes: %s', (_, file, expected) => {
    expect(printableWordFile(file).mayHaveChanges).toBe(expected);
  });
});
