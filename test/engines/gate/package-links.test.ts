import { describe, expect, it, test } from 'vitest';
import type { ContainerEntry } from '../../../shared/engines/docx/container.ts';
import { packEntry } from '../../../shared/engines/docx/container-writer.ts';
import { DOCX_LIMITS } from '../../../shared/engines/docx/limits.ts';
import { type PackageLinks, readLinks } from '../../../shared/engines/docx/package-links.ts';
import { PackageReader } from '../../../shared/engines/docx/package-reader.ts';
import { faultsOf } from './faults-of.ts';

const pack = (name: string, content: string): ContainerEntry => packEntry(name, Buffer.from(content));
const inside = (kind: string, target: string): string =>
  `<Relationship Type="x/${kind}" Target="${target}"/>`;
const outside = (kind: string, target: string): string =>
  `<Relationship Type="x/${kind}" Target="${target}" TargetMode="External"/>`;
const rels = (name: string, ...links: string[]): ContainerEntry => pack(name, `<R>${links.join('')}</R>`);
const DOCUMENT = 'word/_rels/document.xml.rels';
const SETTINGS = 'word/_rels/settings.xml.rels';

const readAll = (...entries: ContainerEntry[]): PackageLinks =>
  readLinks(new PackageReader(entries), (name) => name === 'word/chart.xml');
const read = (...links: string[]): PackageLinks => readAll(rels(DOCUMENT, ...links));
const codes = (links: PackageLinks) => links.faults.map(({ code }) => code);

describe('the relationships of a file', () => {
  it('are read from every part of relationships, with the part each belongs to', () => {
    const links = readAll(
      rels('_rels/.rels', inside('officeDocument', 'word/document.xml')),
      rels(DOCUMENT, inside('Image', 'Media/A.png'), inside('image', '/word/media/a.png')),
      rels('word/_RELS/chart.xml.RELS', inside('package', 'a.xlsx')),
      rels('loose.rels'),
      rels('word/x_rels/a.xml.rels'),
      rels('word/_rels/a/b.xml.rels'),
      rels('word/_rels/a.rels.xml', inside('oleObject', 'a.bin')),
      rels('word/_rels/b.rels/_rels/c.rels'),
    );
    expect(
      links.sources.map(({ name, source, relationships }) => [name, source, relationships.length]),
    ).toEqual([
      ['_rels/.rels', '', 1],
      [DOCUMENT, 'word/document.xml', 2],
      ['word/_RELS/chart.xml.RELS', 'word/chart.xml', 1],
      ['loose.rels', 'loose.rels', 0],
      ['word/x_rels/a.xml.rels', 'word/x_rels/a.xml.rels', 0],
      ['word/_rels/a/b.xml.rels', 'word/_rels/a/b.xml.rels', 0],
      ['word/_rels/b.rels/_rels/c.rels', 'word/_rels/b.rels/c', 0],
    ]);
    expect([...links.referrers]).toEqual([
      ['word/document.xml', [{ kind: 'officedocument', fromChart: false }]],
      [
        'word/media/a.png',
        [
          { kind: 'image', fromChart: false },
          { kind: 'image', fromChart: false },
        ],
      ],
      ['word/a.xlsx', [{ kind: 'package', fromChart: true }]],
    ]);
    expect(links.faults).toEqual([]);
    expect(links.removed).toEqual([]);
  });

  it('are counted, whatever their prefix, before they are read', () => {
    const half = DOCX_LIMITS.relationships / 2;
    const many = (count: number): string => '<Relationship/>'.repeat(count);
    const first = rels(DOCUMENT, many(half - 1), '<p.-q:Relationship\n/>');
    expect(faultsOf(() => readAll(first, rels('_rels/.rels', many(half))))).toEqual([]);
    expect(faultsOf(() => readAll(first, rels('_rels/.rels', many(half + 1))))).toMatchSnapshot();
    const pair = '<Relationship></Relationship>';
    expect(faultsOf(() => readAll(first, rels('_rels/.rels', many(half), pair)))).toHaveLength(1);
    expect(faultsOf(() => readAll(first, rels('_rels/.rels', many(half), '<Relationships/>')))).toEqual([]);
  });
});

describe('a relationship', () => {
  test.each([
    ['oleObject', 'embedded-object'],
    ['control', 'embedded-object'],
    ['activeXControlBinary', 'embedded-object'],
    ['package', 'embedded-document'],
    ['aFChunk', 'imported-content'],
    ['subDocument', 'imported-content'],
    ['frame', 'imported-content'],
    ['vbaProject', 'has-macros'],
    ['wordVbaData', 'has-macros'],
    ['attachedToolbars', 'has-macros'],
    ['mailMergeSource', 'external-link'],
    ['mailMergeHeaderSource', 'external-link'],
  ])('of the kind %s is refused inside the file', (kind, code) => {
    const links = read(inside(kind, 'a.bin'));
    expect(codes(links)).toEqual([code]);
    expect(links.faults).toMatchSnapshot();
    expect([...links.referrers]).toEqual([]);
  });

  test.each([
    outside('image', 'http://a.example/x.png'),
    inside('image', 'http://a.example/x.png'),
    outside('mailMergeSource', 'file:///c:/list.csv'),
    outside('aMailMergeSource', 'list.csv'),
    outside('oleObject', 'a.bin'),
    outside('hyperlink', 'javascript:1'),
    inside('hyperlink', 'https://a.example'),
    inside('image', '../../a.png'),
    inside('hyperlink', '%2e%2e/../a'),
  ])('%s is refused', (link) => {
    const links = read(link);
    expect(links.faults).toMatchSnapshot();
    expect(links.faults).toHaveLength(1);
    expect([...links.referrers]).toEqual([]);
  });

  test.each([
    outside('hyperlink', 'https://a.example'),
    outside('Hyperlink', 'mailto:ada@example.com'),
    outside('hyperlink', '#place'),
  ])('%s may lead outside', (link) => {
    const links = read(link);
    expect(links.faults).toEqual([]);
    expect([...links.referrers]).toEqual([]);
    expect(links.sources[0]?.relationships).toHaveLength(1);
  });

  it('of a chart may lead to a workbook and to nothing else that is forbidden', () => {
    const chart = 'word/_rels/chart.xml.rels';
    expect(codes(readAll(rels(chart, inside('package', 'a.xlsx'))))).toEqual([]);
    expect(codes(readAll(rels(chart, inside('oleObject', 'a.bin'))))).toEqual(['embedded-object']);
    expect(codes(readAll(rels(chart, inside('package', '../../a.xlsx'))))).toEqual(['unsafe-target']);
  });

  it('is reported among at most as many as may be', () => {
    const links = read(inside('control', 'a').repeat(DOCX_LIMITS.faults + 3));
    expect(links.faults).toHaveLength(DOCX_LIMITS.faults);
  });
});

describe('the link to an attached template', () => {
  const attached = outside('attachedTemplate', 'file:///c:/Normal.dotm');
  const settings = (element: string): ContainerEntry =>
    pack('word/settings.xml', `<w:settings><w:a/>${element}<w:b/></w:settings>`);

  /** The relationships and settings that are left of a document with such a link. */
  function left(element: string, ...links: string[]): (string | undefined)[] {
    const parts = new PackageReader([rels(SETTINGS, ...links), settings(element)]);
    const { removed, faults } = readLinks(parts, () => false);
    expect(faults).toEqual([]);
    expect(removed).toEqual(links.filter((link) => link === attached).map(() => 'file:///c:/Normal.dotm'));
    return [parts.xmlOf(SETTINGS), parts.xmlOf('word/settings.xml')];
  }

  const cleaned = '<w:settings><w:a/><w:b/></w:settings>';

  test.each([
    '<w:attachedTemplate r:id="a"/>',
    '<w:attachedTemplate/>',
    '<attachedTemplate r:id="a"/>',
    '<w.-x:attachedTemplate\nr:id="a" />',
    '<w:attachedTemplate r:id="a"></w:attachedTemplate>',
    '<w:attachedTemplate> \n</w:attachedTemplate\n >',
    '<attachedTemplate></attachedTemplate>',
    '<wx:attachedTemplate></wx:attachedTemplate>',
    '<w:attachedTemplate/><w:attachedTemplate/>',
  ])('is taken out with %j', (element) => {
    expect(left(element, attached)).toEqual(['<R></R>', cleaned]);
  });

  test.each([
    '<w:attachedTemplates r:id="a"/>',
    '<w:attachedTemplate>a</w:attachedTemplate>',
    '<w:attachedTemplate a="b"><w:c/></w:attachedTemplate>',
    '<w:notAttachedTemplate/>',
  ])('is taken out, but not %s', (element) => {
    expect(left(element, attached)).toEqual(['<R></R>', cleaned.replace('<w:b/>', `${element}<w:b/>`)]);
  });

  it('is taken out from between others', () => {
    const [one, two] = [inside('image', 'a.png'), inside('image', 'b.png')];
    expect(left('', one, attached, two, attached, one)).toEqual([`<R>${one}${two}${one}</R>`, cleaned]);
  });

  it('leaves other settings as they are', () => {
    const parts = new PackageReader([
      rels(SETTINGS, inside('image', 'a.png')),
      settings('<w:attachedTemplate/>'),
    ]);
    const before = [...parts.entries];
    expect(readLinks(parts, () => false).removed).toEqual([]);
    expect(parts.entries.every((entry, index) => entry === before[index])).toBe(true);
  });

  it('is no relationship any more', () => {
    const links = readAll(rels(SETTINGS, attached, inside('image', 'a.png')), settings(''));
    expect(links.sources.map(({ relationships }) => relationships.map(({ kind }) => kind))).toEqual([
      ['image'],
    ]);
  });

  it('is taken out where nothing uses it', () => {
    const links = readAll(rels(SETTINGS, attached));
    expect(links.removed).toEqual(['file:///c:/Normal.dotm']);
    expect(links.faults).toEqual([]);
  });

  it('is refused inside the file only when it climbs out', () => {
    expect(read(inside('attachedTemplate', 'a.dotm')).removed).toEqual([]);
    expect(read(outside('attachedtemplate', 'a.dotm')).faults).toHaveLength(1);
  });

  it('is refused in a second part', () => {
    const links = readAll(rels(SETTINGS, attached), rels(DOCUMENT, attached));
    expect(links.removed).toHaveLength(1);
    expect(codes(links)).toEqual(['external-link']);
  });

  it('is refused where the settings have over 1 MB', () => {
    const MB = 1024 * 1024;
    const sized = (bytes: number) =>
      readAll(rels(SETTINGS, attached), pack('word/settings.xml', '<s/>'.padEnd(bytes)));
    expect(codes(sized(MB))).toEqual([]);
    expect(codes(sized(MB + 1))).toEqual(['external-link']);
  });
});
