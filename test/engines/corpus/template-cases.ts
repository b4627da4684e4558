// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { docx, externalLink, p, table, textBox } from '../../support/docx.ts';
import { accepted, type CorpusCase, refused } from './case.ts';
import { field, link, override, withChart, withFiles, withSettings } from './documents.ts';

const inBody = (...texts: string[]): Buffer => docx(texts.map((text) => p(text)).join(''));

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const WORD_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

/** A part of the document that is neither text nor settings, with its relationship and type. */
const withPart = (name: string, kind: string, type: string, xml: string): Buffer =>
  withFiles(
    { [`word/${name}`]: xml },
    { relationships: link(kind, name), contentTypes: override(`word/${name}`, type) },
  );

const diagram = (text: string): string =>
  `<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>${text}</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>`;
const DIAGRAM_TYPE = 'application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml';

const core = (title: string): Record<string, string> => ({
  'docProps/core.xml': `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${title}</dc:title></cp:coreProperties>`,
});

const nested = (depth: number): string[] => [
  ...Array.from({ length: depth }, (_, index) => `\${#s${index}}`),
  'text ${x}',
  ...Array.from({ length: depth }, (_, index) => `\${/s${depth - 1 - index}}`),
];

/** Placeholders: research/security.md 3.2, T01 to T18, with our delimiters. */
export const templateCases: readonly CorpusCase[] = [
  refused('T01', 'unclosed-placeholder', 'a placeholder without end', () => inBody('Dear ${name')),
  refused('T02', 'unopened-section', 'an end without start', () => inBody('${/items}')),
  accepted('T03', 'a placeholder split over runs', () => docx(p('$', '{', 'name', '}'))),
  refused('T04', 'unclosed-placeholder', 'a placeholder split over paragraphs', () => inBody('${na', 'me}')),
  refused('T05', 'sections-too-deep', '200 nested sections', () => inBody(...nested(200))),
  refused('T06', 'crossed-sections', 'crossed sections', () =>
    inBody('${#a}', '${#b}', 'x', '${/a}', '${/b}'),
  ),
  refused('T07', 'too-many-placeholders', '100,000 placeholders', () =>
    inBody(...Array.from({ length: 50 }, () => '${a}'.repeat(2000))),
  ),
  accepted('T08', 'five nested lists, 30 rows each; the render budget judges', () => inBody(...nested(5))),
  ...['__proto__', 'constructor', 'prototype', 'a.__proto__', 'a.constructor.name'].map((name, index) =>
    refused(`T09${'abcde'[index]}`, 'bad-name', `the name ${name}`, () => inBody(`\${${name}}`)),
  ),
  ...["constructor.constructor('return 1')()", 'a+b', 'a[0]', 'a ? b : c', 'process.env', 'a()'].map(
    (expression, index) =>
      expression === 'process.env'
        ? accepted('T10e', 'a dotted name like a program’s, which is only a name', () =>
            inBody('${process.env}'),
          )
        : refused(`T10${'abcdef'[index]}`, 'bad-name', `the expression ${expression}`, () =>
            inBody(`\${${expression}}`),
          ),
  ),
  refused('T11', 'bad-name', 'a raw XML tag', () => inBody('${@raw}')),
  refused('T12', 'bad-name', 'a change of delimiters', () => inBody('${=<% %>=}')),
  refused('T13', 'paragraph-too-long', 'a name of 1 MB', () => inBody(`\${${'a'.repeat(1024 * 1024)}}`)),
  refused('T13b', 'unclosed-placeholder', 'a name of 2,000 letters', () => inBody(`\${${'a'.repeat(2000)}}`)),
  refused('T14', 'bad-name', 'a zero-width space in a name', () => inBody('${na\u200bme}')),
  refused('T14b', 'bad-name', 'a change of direction in a name', () => inBody('${na\u202eme}')),
  refused('T14c', 'bad-name', 'a Cyrillic letter in a Latin name', () => inBody('${n\u0430me}')),
  accepted('T15a', 'a header, footer, notes, comment, text box and table', () =>
    docx({
      body: `${p('${a}')}<w:p>${textBox(p('${b}'))}</w:p>${table(['${c}'])}`,
      header: p('${d}'),
      footer: p('${e}'),
      footnote: p('${f}'),
      endnote: p('${g}'),
      comment: p('${h}'),
    }),
  ),
  accepted('T15b', 'the address of a link', () =>
    docx({ body: p('text'), relationships: externalLink('hyperlink', 'https://example.com/$%7Bname%7D') }),
  ),
  accepted('T15c', 'a document property', () => withFiles(core('${title}'))),
  accepted('T15d', 'the title of a chart', () => withChart('', {}, '<a:r><a:t>Sales of ${year}</a:t></a:r>')),
  accepted('T15e', 'a diagram', () =>
    withPart('diagrams/data1.xml', 'diagramData', DIAGRAM_TYPE, diagram('${a}')),
  ),
  refused('T15f', 'unfillable-place', 'a field code', () => docx(field(' MERGEFIELD ${name} '))),
  refused('T15g', 'unfillable-place', 'a field code, split over runs', () =>
    docx(field(' REF $', '{name} ')),
  ),
  refused('T15h', 'unfillable-place', 'the address of a link in a field', () =>
    docx(field(' HYPERLINK "https://example.com/${name}" ')),
  ),
  refused('T15i', 'unfillable-place', 'a document variable', () =>
    withSettings('<w:docVars><w:docVar w:name="a" w:val="${name}"/></w:docVars>'),
  ),
  refused('T15j', 'unfillable-place', 'a numbering', () =>
    withPart(
      'numbering.xml',
      'numbering',
      `${WORD_TYPE}.numbering+xml`,
      `<w:numbering xmlns:w="${WORD}"><w:abstractNum><w:lvl><w:lvlText w:val="\${name} %1."/></w:lvl></w:abstractNum></w:numbering>`,
    ),
  ),
  refused('T15k', 'unfillable-place', 'the name of a style', () =>
    withPart(
      'styles.xml',
      'styles',
      `${WORD_TYPE}.styles+xml`,
      `<w:styles xmlns:w="${WORD}"><w:style><w:name w:val="&#36;{name}"/></w:style></w:styles>`,
    ),
  ),
  refused('T15l', 'unfillable-place', 'the title of a chart, split over runs', () =>
    withChart('', {}, '<a:r><a:t>Sales of $</a:t></a:r><a:r><a:t>{year}</a:t></a:r>'),
  ),
  refused('T15m', 'unfillable-place', 'a chart, not closed in the same run', () =>
    withChart('', {}, '<a:r><a:t>Sales of ${ye</a:t></a:r><a:r><a:t>ar}</a:t></a:r>'),
  ),
  refused('T15n', 'unfillable-place', 'a document property written with references', () =>
    withFiles(core('&#36;&#123;title}')),
  ),
  refused('T15o', 'unfillable-place', 'the target of a picture', () =>
    docx({ body: p('text'), relationships: link('image', 'media/${name}.png') }),
  ),
  accepted('T15p', 'data behind the document, which nobody sees', () =>
    withFiles({ 'customXml/item1.xml': '<a>${name}</a>' }),
  ),
  accepted('T16', 'a value of any letters; the values are judged when they are filled in', () =>
    inBody('${a}'),
  ),
  accepted('T17', 'a whole address; it is judged when it is filled in', () =>
    docx({ body: p('text'), relationships: externalLink('hyperlink', '$%7Bwebsite%7D') }),
  ),
  accepted('T18', 'a picture; only uploaded ones can be filled in', () => inBody('${%logo}')),
];
