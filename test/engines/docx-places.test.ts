// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import { RenderFault } from '../../shared/domain/render-fault.ts';
import { checkRendered } from '../../shared/engines/docx/check-rendered.ts';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { readContainer } from '../../shared/engines/docx/container.ts';
import { qrPicture } from '../../shared/engines/docx/qr-picture.ts';
import { docx, p } from '../support/docx.ts';
import { partOf } from '../support/docx-text.ts';

const LINK = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink';
const linkTo = (target: string): string =>
  `<Relationship Id="rX" Type="${LINK}" Target="${target}" TargetMode="External"/>`;

describe('the address of a link', () => {
  const addressFor = (target: string, values: object): string => {
    const bytes = docx({ body: p('text'), relationships: linkTo(target) });
    const xml = partOf(compileTemplate(bytes).render(values), 'word/_rels/document.xml.rels');
    return /Id="rX"[^>]*Target="([^"]*)"/.exec(xml)?.[1] ?? '';
  };

  it('is refused in a section that repeats, because a document keeps it once', () => {
    const link = '<w:hyperlink r:id="rX"><w:r><w:t>here</w:t></w:r></w:hyperlink>';
    const inside = (open: string, close: string): Buffer =>
      docx({
        body: `${p(open)}<w:p>${link}</w:p>${p(close)}`,
        relationships: linkTo('https://example.com/$%7Bid%7D'),
      });
    expect(() => compileTemplate(inside('${#x}', '${/x}'))).toThrow('unfillable-place');
    expect(() => compileTemplate(inside('${#if x}', '${/if}'))).not.toThrow();
  });

  it('is filled, also as Word escapes it; a piece of one is escaped', () => {
    expect(addressFor('https://example.com/$%7Bslug%7D', { slug: 'a b/ç' })).toBe(
      'https://example.com/a%20b%2F%C3%A7',
    );
    expect(addressFor('${site}', { site: 'https://example.com/?a=1&b=2' })).toBe(
      'https://example.com/?a=1&amp;b=2',
    );
  });

  test.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    '\\\\server\\share',
    'data:text/html,x',
    'ftp://x',
  ])('is never %s', (site) => {
    expect(() => addressFor('${site}', { site })).toThrow(RenderFault);
  });
});

describe('document properties', () => {
  it('are filled', () => {
    const core =
      '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="urn:dc"><dc:title>Offer for ${name}</dc:title></cp:coreProperties>';
    const bytes = docx({ body: p('text'), files: { 'docProps/core.xml': core } });
    const filled = compileTemplate(bytes).render({ name: 'Ada & Obi' });
    expect(partOf(filled, 'docProps/core.xml')).toContain('<dc:title>Offer for Ada &amp; Obi</dc:title>');
  });
});

describe('pictures', () => {
  const picture = qrPicture('a picture');
  const render = (body: string, values: object): Buffer =>
    compileTemplate(docx(body)).render(values, {
      pictures: (reference) => (reference === 'ast_1' ? picture : undefined),
      verifyLink: 'https://example.com/verify/x',
    });

  it('are put into the text, fitted into their box', () => {
    const file = render(p('Logo: ${logo:200:80} here'), { logo: 'ast_1' });
    expect(partOf(file)).toMatch(/<wp:extent cx="762000" cy="762000"\/>/);
    expect(readContainer(file).filter(({ name }) => name.startsWith('word/media/'))).toHaveLength(1);
  });

  it('are stored once however often they stand there, and numbered apart', () => {
    const file = render(p('${#x}${%logo}${/x}${%qr}'), { x: [{ logo: 'ast_1' }, { logo: 'ast_1' }] });
    expect(readContainer(file).filter(({ name }) => name.startsWith('word/media/'))).toHaveLength(2);
    const numbers = [...partOf(file).matchAll(/<wp:docPr id="(\d+)"/g)].map((match) => match[1]);
    expect(new Set(numbers).size).toBe(3);
  });

  test.each(['https://example.com/a.png', '/etc/passwd', '../x', 'http://169.254.169.254/', 'ast_2'])(
    'are never fetched: %s',
    (logo) => {
      expect(() => render(p('${%logo}'), { logo })).toThrow('names no picture');
    },
  );
});

describe('places for signatures', () => {
  it('print a line between bookmarks of their own', () => {
    const xml = partOf(
      compileTemplate(docx(p('Sign: ${signature:tenant} ${%signature:landlord}'))).render({}),
    );
    expect(xml.match(/_{28}/g)).toHaveLength(2);
    expect(xml).toMatch(/w:bookmarkStart w:id="1" w:name="mytypist_signature_tenant_1"/);
    expect(xml).toMatch(/w:bookmarkStart w:id="2" w:name="mytypist_signature_landlord_2"/);
  });
});

describe('the check of a rendering', () => {
  const leftover = 'still holds a placeholder';

  it('finds a placeholder that is left, also split over runs', () => {
    const split = '<w:p><w:r><w:t>${na</w:t></w:r><w:r><w:t>me}</w:t></w:r></w:p>';
    expect(() => checkRendered(split, 0)).toThrow(leftover);
    expect(() => checkRendered(split, 1)).not.toThrow();
  });

  test.each([
    '<m:oMath><m:r><m:t>${a</m:t></m:r><m:r><m:t>b}</m:t></m:r></m:oMath>',
    '<a:p><a:r><a:t>$</a:t></a:r><a:r><a:t>{a}</a:t></a:r></a:p>',
    '<wp:docPr descr="${a}"/>',
    '<c:v>${a}</c:v>',
    '<dc:title>${a}</dc:title>',
    '<Relationship Target="https://x/$%7Ba%7D"/>',
  ])('finds one in %s', (xml) => {
    expect(() => checkRendered(xml, 0)).toThrow(leftover);
  });

  it('finds XML that came out damaged', () => {
    expect(() => checkRendered('<w:p><w:r></w:p>', 0)).toThrow('damaged');
    expect(() => checkRendered('<w:p><w:r><w:t>a<w:p/></w:t></w:r></w:p>', 0)).toThrow('damaged');
  });

  it('does not look into deleted text', () => {
    const deleted = '<w:p><w:del><w:r><w:t>${name}</w:t></w:r></w:del></w:p>';
    expect(() => checkRendered(deleted, 0)).not.toThrow();
  });
});

describe('equations and texts of drawings', () => {
  const math = (...texts: string[]): string =>
    `<w:p><m:oMath xmlns:m="urn:m">${texts.map((text) => `<m:r><m:t>${text}</m:t></m:r>`).join('')}</m:oMath></w:p>`;
  const filled = (body: string): string => partOf(compileTemplate(docx(body)).render({ width: '4<5' }));

  test.each([[['A=${width}']], [['A=${wi', 'dth}', '+1']], [['$', '{width}']]])(
    'are filled, split as %j',
    (texts) => {
      const letters = [...filled(math(...texts)).matchAll(/<m:t>([^<]*)</g)]
        .map((match) => match[1])
        .join('');
      expect(letters).toMatch(/4&lt;5(\+1)?$/);
    },
  );

  it('refuse what does not end in them', () => {
    expect(() => compileTemplate(docx(math('${width')))).toThrow('unclosed-placeholder');
  });
});

describe('the literal `$${` outside the text', () => {
  it('prints the placeholder itself', () => {
    const core =
      '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="urn:dc"><dc:title>$${x} y</dc:title></cp:coreProperties>';
    const body = `<w:p><w:r><w:drawing><wp:docPr id="1" name="a" descr="$\${x}!"/></w:drawing></w:r></w:p>`;
    const compiled = compileTemplate(
      docx({ body, files: { 'docProps/core.xml': core }, relationships: linkTo('https://x/$$%7Bx%7D') }),
    );
    expect(compiled.fields).toEqual([]);
    const file = compiled.render({});
    expect(partOf(file, 'docProps/core.xml')).toContain('>${x} y<');
    expect(partOf(file)).toContain('descr="${x}!"');
    expect(partOf(file, 'word/_rels/document.xml.rels')).toContain('https://x/$%7Bx%7D');
  });
});

describe('everything else in the package', () => {
  it('keeps its packed bytes, order and names', () => {
    const bytes = docx({
      body: p('${x}'),
      header: p('no placeholder'),
      files: { 'word/styles.xml': '<w:styles xmlns:w="urn:w"/>', 'customXml/item1.xml': '<a>${x}</a>' },
    });
    const before = readContainer(bytes);
    const after = readContainer(compileTemplate(bytes).render({ x: 'filled' }));
    expect(after.map(({ name }) => name)).toEqual(before.map(({ name }) => name));
    for (const [index, entry] of before.entries()) {
      const same = after[index]?.packed.equals(entry.packed);
      expect(same, entry.name).toBe(entry.name !== 'word/document.xml');
    }
  });
});
