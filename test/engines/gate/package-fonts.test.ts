import { describe, expect, it, test } from 'vitest';
import { packEntry } from '../../../shared/engines/docx/container-writer.ts';
import { checkFont, readFontKeys } from '../../../shared/engines/docx/package-fonts.ts';
import type { PackageLinks } from '../../../shared/engines/docx/package-links.ts';
import { readRelationships } from '../../../shared/engines/docx/package-parts.ts';
import { PackageReader } from '../../../shared/engines/docx/package-reader.ts';
import { XmlDamage } from '../../../shared/engines/docx/xml-scan.ts';
import { faultsOf } from './faults-of.ts';

const link = (id: string, kind: string, target: string): string =>
  `<Relationship Id="${id}" Type="x/${kind}" Target="${target}"/>`;
const use = (style: string, id: string, key: string): string =>
  `<w:embed${style} r:id="${id}" w:fontKey="${key}"/>`;

/** The keys that a font table leads to, with the relationships it has. */
function keysOf(table: string | undefined, ...relationships: string[]): [string, string[]][] {
  const source = 'word/fontTable.xml';
  const parts = new PackageReader(table === undefined ? [] : [packEntry(source, Buffer.from(table))]);
  const links: PackageLinks = {
    referrers: new Map(),
    sources: [
      { name: 'word/_rels/none.xml.rels', source: 'word/none.xml', relationships: [] },
      {
        name: 'word/_rels/fontTable.xml.rels',
        source,
        relationships: readRelationships(`<R>${relationships.join('')}</R>`),
      },
    ],
    removed: [],
    faults: [],
  };
  return [...readFontKeys(parts, links)];
}

describe('the keys of fonts', () => {
  it('are read from the font table by relationship', () => {
    const styles = ['Regular', 'Bold', 'Italic', 'BoldItalic'];
    const uses = styles.map((style, index) => use(style, `r${index}`, `{${index}}`)).join('');
    const links = styles.map((_, index) => link(`r${index}`, 'font', `Fonts/F${index}.odttf`));
    expect(keysOf(`<w:fonts><w:font>text${uses}</w:font></w:fonts>`, ...links)).toEqual([
      ['word/fonts/f0.odttf', ['{0}']],
      ['word/fonts/f1.odttf', ['{1}']],
      ['word/fonts/f2.odttf', ['{2}']],
      ['word/fonts/f3.odttf', ['{3}']],
    ]);
  });

  it('come from these elements only', () => {
    const table = `<w:fonts>${use('Regulars', 'a', '1')}${use('Other', 'a', '2')}<w:sig r:id="a" w:fontKey="3"/></w:fonts>`;
    expect(keysOf(table, link('a', 'font', 'f.ttf'))).toEqual([['word/f.ttf', []]]);
  });

  it('are asked for only where a font is embedded', () => {
    expect(keysOf(`<w:f>${use('Bold', 'a', '1')}</w:f>`, link('a', 'image', 'a.png'))).toEqual([]);
    expect(keysOf('<w:broken>', link('a', 'image', 'a.png'))).toEqual([]);
    expect(() => keysOf('<w:broken>', link('a', 'font', 'a.ttf'))).toThrow(XmlDamage);
    expect(
      keysOf(`<w:f>${use('Bold', 'a', '1')}</w:f>`, link('a', 'image', 'a.png'), link('a', 'font', 'f.ttf')),
    ).toEqual([['word/f.ttf', ['1']]]);
  });

  it('are none without a font table', () => {
    expect(keysOf(undefined, link('a', 'font', 'f.ttf'))).toEqual([]);
  });

  it('are empty where nothing is said', () => {
    expect(keysOf('<w:f><w:embedBold/></w:f>', '<Relationship Type="x/font" Target="f.ttf"/>')).toEqual([
      ['word/f.ttf', ['']],
    ]);
  });

  it('are gathered from all relationships to one font, up to one too many', () => {
    const uses = (id: string, count: number): string => use('Bold', id, id).repeat(count);
    const both = [link('a', 'font', 'f.ttf'), link('b', 'font', 'F.ttf')];
    expect(keysOf(`<w:f>${uses('a', 2)}${uses('b', 2)}</w:f>`, ...both)).toEqual([
      ['word/f.ttf', ['a', 'a', 'b', 'b']],
    ]);
    expect(keysOf(`<w:f>${uses('a', 3)}${uses('b', 3)}</w:f>`, ...both)).toEqual([
      ['word/f.ttf', ['a', 'a', 'a', 'b', 'b']],
    ]);
    expect(keysOf(`<w:f>${uses('a', 9)}</w:f>`, link('a', 'font', 'f.ttf'))).toEqual([
      ['word/f.ttf', ['a', 'a', 'a', 'a', 'a']],
    ]);
  });
});

const KEY = '{00000000-0000-0000-0000-000000000000}';
const OTHER_KEY = '{00000000-0000-0000-0000-0000000000FF}';
/** A font with one empty table; the key of zeros leaves it as it is. */
const FONT = Buffer.alloc(40);
FONT.writeUInt32BE(0x0001_0000, 0);
FONT.writeUInt16BE(1, 4);

describe('a font', () => {
  const check = (name: string, keys: string[], font = FONT) => faultsOf(() => checkFont(font, name, keys));

  test.each([
    ['a.ttf', []],
    ['a.odttf.ttf', []],
    ['a.odttf', [KEY]],
    ['a.ODTTF', [KEY, KEY, KEY, KEY]],
  ])('%s with the keys %j is sound', (name, keys) => {
    expect(check(name, keys)).toEqual([]);
  });

  test.each([
    ['a.odttf', []],
    ['a.odttf', ['none']],
    ['a.odttf', [OTHER_KEY]],
    ['a.odttf', [KEY, OTHER_KEY]],
    ['a.odttf', [OTHER_KEY, KEY]],
    ['a.odttf', [KEY, KEY, KEY, KEY, KEY]],
  ])('%s with the keys %j is refused', (name, keys) => {
    expect(check(name, keys).map(({ code }) => code)).toEqual(['damaged-font']);
  });

  it('is refused when its bytes are none', () => {
    expect(check('word/a.ttf', [], Buffer.alloc(40))).toMatchSnapshot();
  });
});
