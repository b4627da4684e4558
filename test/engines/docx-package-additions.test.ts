import sharp from 'sharp';
import { describe, expect, it, test } from 'vitest';
import { parseRichText } from '../../shared/domain/rich-text.ts';
import { type ContainerEntry, readContainer, unpack } from '../../shared/engines/docx/container.ts';
import { packEntry, writeContainer } from '../../shared/engines/docx/container-writer.ts';
import { PackageAdditions } from '../../shared/engines/docx/package-additions.ts';
import type { PackageSource } from '../../shared/engines/docx/package-ids.ts';
import { readContentTypes, readRelationships } from '../../shared/engines/docx/package-parts.ts';
import { inlineDrawing, type Picture, readPicture } from '../../shared/engines/docx/picture.ts';
import { writeBlocks } from '../../shared/engines/docx/rich-runs.ts';
import { scanXml } from '../../shared/engines/docx/xml-scan.ts';
import { type DocxContent, docx, docxFiles, p, zipOf } from '../support/docx.ts';

interface Template extends PackageSource {
  entries: ContainerEntry[];
}

/** What the gate gives, without judging. */
function template(content: DocxContent): Template {
  return templateOf(docx(content), content.mainPart);
}
function templateOf(file: Buffer, mainPart = MAIN): Template {
  const entries = readContainer(file);
  return {
    entries,
    xmlOf: (name) => textOf(entries, name),
    textParts: [{ name: mainPart, part: 'body' }],
  };
}
const MAIN = 'word/document.xml';
const MAIN_RELS = 'word/_rels/document.xml.rels';
const NUMBERING = 'word/numbering.xml';
const TYPES = '[Content_Types].xml';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

function textOf(entries: readonly ContainerEntry[], name: string): string | undefined {
  const entry = entries.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
  return entry && unpack(entry, 1e8).toString('utf8');
}
/** The XML of a part that must be there and well-formed. */
function part(entries: readonly ContainerEntry[], name: string): string {
  const xml = textOf(entries, name) ?? '';
  scanXml(xml, { open() {}, close() {}, text() {} });
  return xml;
}
const relationsOf = (entries: readonly ContainerEntry[], name: string): string[] =>
  readRelationships(part(entries, name)).map(
    ({ id, kind, target, external }) => `${id} ${kind} ${target}${external ? ' external' : ''}`,
  );

async function picture(background: string, format: 'png' | 'jpeg' = 'png'): Promise<Picture> {
  const bytes = await sharp({ create: { width: 60, height: 30, channels: 3, background } })
    .toFormat(format)
    .toBuffer();
  return readPicture(bytes) ?? { bytes, format, width: 0, height: 0 };
}
const idsIn = (xml: string, tag: string, attribute: string): number[] =>
  [...xml.matchAll(new RegExp(`<w:${tag} [^>]*w:${attribute}="(\\d+)"`, 'g'))].map(([, id]) => Number(id));
const numbering = (inside: string): Partial<DocxContent> => ({
  relationships: `<Relationship Id="rId9" Type="${OFFICE}/numbering" Target="numbering.xml"/>`,
  contentTypes:
    '<Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/>',
  files: {
    [NUMBERING]: `<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${inside}</w:numbering>`,
  },
});

describe('additions to a package', () => {
  it('leave everything as it is when there are none', () => {
    const { entries, ...source } = template({ body: p('x') });
    const additions = new PackageAdditions(source);
    additions.linksOf(MAIN);
    const same = additions.apply(entries);
    expect(same.every((entry, index) => entry === entries[index])).toBe(true);
    expect(same).toHaveLength(entries.length);
  });

  it('store a picture once, under the name of its content, unpacked', async () => {
    const { entries, ...source } = template({ body: p('x'), header: p('y') });
    const additions = new PackageAdditions(source);
    const [red, again, blue] = [await picture('red'), await picture('red'), await picture('blue', 'jpeg')];
    const ids = [red, again, blue].map((each) => additions.picture(MAIN, each));
    expect([...ids, additions.picture('word/header1.xml', red)]).toEqual(['mt1', 'mt1', 'mt2', 'mt1']);
    const applied = additions.apply(entries);
    const added = applied.slice(entries.length).map(({ name }) => name);
    expect(added).toEqual([
      expect.stringMatching(/^word\/_rels\/header1\.xml\.rels$/),
      ...added.slice(1).sort(),
    ]);
    expect(
      added.filter((name) => /^word\/media\/mytypist-[0-9a-f]{16}\.(?:png|jpeg)$/.test(name)),
    ).toHaveLength(2);
    const stored = applied.find(({ name }) => name.endsWith('.png'));
    expect(stored?.method).toBe(0);
    expect(stored?.packed.equals(red.bytes)).toBe(true);
    const target = stored?.name.replace('word/', '') ?? '';
    expect(relationsOf(applied, MAIN_RELS)).toContain(`mt1 image ${target}`);
    expect(relationsOf(applied, 'word/_rels/header1.xml.rels')).toEqual([`mt1 image ${target}`]);
    const { defaults } = readContentTypes(part(applied, TYPES));
    expect([defaults.get('png'), defaults.get('jpeg')]).toEqual(['image/png', 'image/jpeg']);
  });

  it('leave the content types alone when they know the format, and override a wrong one', async () => {
    const apply = async (contentTypes: string): Promise<[string, string]> => {
      const { entries, ...source } = template({ body: p('x'), contentTypes });
      const additions = new PackageAdditions(source);
      additions.picture(MAIN, await picture('red'));
      return [part(entries, TYPES), part(additions.apply(entries), TYPES)];
    };
    const [before, after] = await apply('<Default Extension="PNG" ContentType="image/png"/>');
    expect(after).toBe(before);
    const [, overridden] = await apply('<Default Extension="png" ContentType="image/x-odd"/>');
    expect(overridden).toMatch(
      /<Override PartName="\/word\/media\/mytypist-\w+\.png" ContentType="image\/png"\/>/,
    );
    expect(overridden.match(/Extension="png"/g)).toHaveLength(1);
  });

  it('give links ids that the part does not use yet, equal addresses the same', () => {
    const { entries, ...source } = template({
      body: p('x'),
      relationships: `<Relationship Id="mt2" Type="${OFFICE}/hyperlink" Target="https://old.ng" TargetMode="External"/>`,
    });
    const additions = new PackageAdditions(source);
    const { idOf, namespace } = additions.linksOf(MAIN);
    expect(namespace).toBe(OFFICE);
    expect(['https://a.ng/?x=1&y="2"', 'https://b.ng', 'https://a.ng/?x=1&y="2"'].map(idOf)).toEqual([
      'mt1',
      'mt3',
      'mt1',
    ]);
    expect(relationsOf(additions.apply(entries), MAIN_RELS)).toEqual([
      'mt2 hyperlink https://old.ng external',
      'mt1 hyperlink https://a.ng/?x=1&y="2" external',
      'mt3 hyperlink https://b.ng external',
    ]);
  });

  it('add to the relationships as they were filled for the document', () => {
    const { entries, ...source } = template({ body: p('x') });
    const filled = entries.map((entry) =>
      entry.name === MAIN_RELS
        ? packEntry(
            MAIN_RELS,
            Buffer.from(`<Relationships xmlns="u"><Relationship Id="a" Target="filled"/></Relationships>`),
          )
        : entry,
    );
    const additions = new PackageAdditions(source);
    additions.linksOf(MAIN).idOf('https://a.ng');
    expect(relationsOf(additions.apply(filled), MAIN_RELS)[0]).toBe('a  filled');
  });

  test.each([
    ['an empty root', '<Relationships xmlns="u"/>', '<Relationships xmlns="u"><Relationship Id="mt1"'],
    ['a root with a prefix', '<n:Relationships xmlns:n="u"></n:Relationships>', '<n:Relationship Id="mt1"'],
  ])('understand %s', (_, rels, expected) => {
    const { entries, ...source } = template({ body: p('x'), files: { [MAIN_RELS]: rels } });
    const additions = new PackageAdditions(source);
    additions.linksOf(MAIN).idOf('https://a.ng');
    expect(part(additions.apply(entries), MAIN_RELS)).toContain(expected);
  });

  it('make a numbering part where there is none', () => {
    const { entries, ...source } = template({ body: p('x'), mainPart: 'doc/main.xml' });
    const { lists, apply } = bound(new PackageAdditions(source));
    expect([lists.bullets(), lists.numbered(), lists.bullets(), lists.numbered()]).toEqual([1, 2, 1, 3]);
    const applied = apply(entries);
    const xml = part(applied, 'doc/numbering.xml');
    expect(idsIn(xml, 'abstractNum', 'abstractNumId')).toEqual([0, 1]);
    expect(idsIn(xml, 'num', 'numId')).toEqual([1, 2, 3]);
    expect(xml.match(/<w:startOverride w:val="1"\/>/g)).toHaveLength(4);
    expect(relationsOf(applied, 'doc/_rels/main.xml.rels')).toEqual(['mt1 numbering numbering.xml']);
    expect(readContentTypes(part(applied, TYPES)).overrides.get('doc/numbering.xml')).toMatch(
      /numbering\+xml$/,
    );
  });

  it('take a free name when a file nobody refers to has the usual one', () => {
    const { entries, ...source } = template({ body: p('x'), files: { [NUMBERING]: '<lost/>' } });
    const { lists, apply } = bound(new PackageAdditions(source));
    lists.bullets();
    const applied = apply(entries);
    expect(part(applied, NUMBERING)).toBe('<lost/>');
    expect(part(applied, 'word/numbering2.xml')).toContain('w:abstractNum ');
  });

  test.each<[string, string, string[]]>([
    [
      'definitions, lists and a clean-up mark',
      '<w:abstractNum w:abstractNumId="4"/><w:num w:numId="7"><w:abstractNumId w:val="4"/></w:num><w:numIdMacAtCleanup w:val="7"/>',
      ['abstractNum 4', 'abstractNum 5', 'num 7', 'num 8', 'numIdMacAtCleanup'],
    ],
    ['definitions only', '<w:abstractNum w:abstractNumId="0"/>', ['abstractNum 0', 'abstractNum 1', 'num 1']],
    [
      'the largest numbers there are',
      '<w:abstractNum w:abstractNumId="2147483647"/><w:num w:numId="2147483647"><w:abstractNumId w:val="2147483647"/></w:num>',
      ['abstractNum 2147483647', 'abstractNum 0', 'num 2147483647', 'num 1'],
    ],
    ['nothing', '', ['abstractNum 0', 'num 1']],
  ])('merge lists into a numbering part with %s, in the order of the schema', (_, inside, expected) => {
    const { entries, ...source } = template({ body: p('x'), ...numbering(inside) });
    const { lists, apply } = bound(new PackageAdditions(source));
    lists.bullets();
    const applied = apply(entries);
    const order = [
      ...part(applied, NUMBERING).matchAll(
        /<w:(abstractNum|num|numIdMacAtCleanup)(?: [^>]*w:(?:abstractNumId|numId)="(\d+)")?[ />]/g,
      ),
    ];
    expect(order.map(([, name, id]) => (id === undefined ? name : `${name} ${id}`))).toEqual(expected);
    expect(applied).toHaveLength(entries.length);
    expect(applied.find(({ name }) => name === TYPES)).toBe(entries.find(({ name }) => name === TYPES));
  });

  it('merge into a numbering part whose root is empty', () => {
    const content = numbering('');
    const files = { [NUMBERING]: '<w:numbering xmlns:w="u"/>' };
    const { entries, ...source } = template({ body: p('x'), ...content, files });
    const { lists, apply } = bound(new PackageAdditions(source));
    lists.numbered();
    expect(part(apply(entries), NUMBERING)).toMatch(
      /^<w:numbering xmlns:w="u"><w:abstractNum .*<\/w:num><\/w:numbering>$/,
    );
  });

  it('speak the vocabulary of a strict document', () => {
    const strict = 'http://purl.oclc.org/ooxml/officeDocument/relationships';
    const files = docxFiles({ body: p('x') });
    const rels = String(files.get('_rels/.rels')).replace(OFFICE, strict);
    files.set('_rels/.rels', rels);
    const { entries, ...source } = templateOf(
      zipOf([...files].map(([name, content]) => ({ name, content }))),
    );
    const additions = new PackageAdditions(source);
    additions.lists.bullets();
    const applied = additions.apply(entries);
    expect(part(applied, MAIN_RELS)).toContain(`Type="${strict}/numbering"`);
    expect(part(applied, NUMBERING)).toContain('w:start="720"');
  });

  it('are the same bytes for the same document, and leave the other parts untouched', async () => {
    const source = template({ body: p('x'), header: p('y'), ...numbering('') });
    const red = await picture('red');
    const make = (): ContainerEntry[] => {
      const additions = new PackageAdditions(source);
      const style = {
        paragraphProperties: null,
        runProperties: null,
        links: additions.linksOf(MAIN),
        lists: additions.lists,
      };
      const text = writeBlocks(parseRichText('- a [b](https://b.ng)\n\n1. c'), style);
      const drawing = inlineDrawing({
        relationshipId: additions.picture(MAIN, red),
        id: 1,
        name: 'a',
        altText: 'b',
        cx: 1,
        cy: 1,
      });
      expect(text + drawing).toContain('mt2');
      return additions.apply(source.entries);
    };
    const first = make();
    expect(writeContainer(make()).equals(writeContainer(first))).toBe(true);
    const changed = new Set([TYPES, MAIN_RELS, NUMBERING]);
    for (const [index, entry] of source.entries.entries()) {
      expect(first[index] === entry, entry.name).toBe(!changed.has(entry.name));
    }
  });
});

/** Both ends of the additions, for tests of lists. */
const bound = (additions: PackageAdditions) => ({
  lists: additions.lists,
  apply: (entries: readonly ContainerEntry[]) => additions.apply(entries),
});
