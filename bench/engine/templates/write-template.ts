import PizZip from 'pizzip';
import type { Content } from './content.ts';
import { logoPng } from './logo.ts';
import { fontTableXml, settingsXml, stylesXml } from './styles.ts';
import type { Syntax } from './syntax.ts';
import { bodyXml, edgeXml } from './word-xml.ts';

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const packageTypes = 'http://schemas.openxmlformats.org/package/2006';
const officeTypes = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const wordTypes = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

/** A Word file that says the content in an engine's syntax. Equal bytes every time. */
export function writeTemplate(content: Content, syntax: Syntax): Buffer {
  const zip = new PizZip();
  const hasLogo = content.blocks.some(({ type }) => type === 'picture');
  const parts: [string, string | Buffer][] = [
    ['[Content_Types].xml', contentTypesXml],
    ['_rels/.rels', packageRelationsXml],
    ['docProps/core.xml', coreXml],
    ['docProps/app.xml', appXml],
    ['word/document.xml', bodyXml(content, syntax)],
    [
      'word/_rels/document.xml.rels',
      relationsXml(hasLogo ? [...partRelations, logoRelation] : partRelations),
    ],
    ['word/styles.xml', stylesXml],
    ['word/settings.xml', settingsXml],
    ['word/fontTable.xml', fontTableXml],
    ['word/header1.xml', edgeXml('hdr', content.header, syntax)],
    ['word/footer1.xml', edgeXml('ftr', content.footer, syntax)],
  ];
  if (hasLogo) parts.push(['word/media/logo.png', logoPng()]);
  const date = new Date(Date.UTC(2026, 0, 1));
  for (const [name, data] of parts) zip.file(name, data, { date, createFolders: false });
  return zip.generate({ type: 'nodebuffer', compression: 'DEFLATE' });
}

const override = (part: string, type: string): string =>
  `<Override PartName="${part}" ContentType="${type}"/>`;

const contentTypesXml = `${declaration}<Types xmlns="${packageTypes}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>${[
  override('/word/document.xml', `${wordTypes}.document.main+xml`),
  override('/word/styles.xml', `${wordTypes}.styles+xml`),
  override('/word/settings.xml', `${wordTypes}.settings+xml`),
  override('/word/fontTable.xml', `${wordTypes}.fontTable+xml`),
  override('/word/header1.xml', `${wordTypes}.header+xml`),
  override('/word/footer1.xml', `${wordTypes}.footer+xml`),
  override('/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'),
  override('/docProps/app.xml', 'application/vnd.openxmlformats-officedocument.extended-properties+xml'),
].join('')}</Types>`;

const relation = (id: string, type: string, target: string): string =>
  `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`;

const relationsXml = (relations: readonly string[]): string =>
  `${declaration}<Relationships xmlns="${packageTypes}/relationships">${relations.join('')}</Relationships>`;

const packageRelationsXml = relationsXml([
  relation('rId1', `${officeTypes}/officeDocument`, 'word/document.xml'),
  relation('rId2', `${packageTypes}/relationships/metadata/core-properties`, 'docProps/core.xml'),
  relation('rId3', `${officeTypes}/extended-properties`, 'docProps/app.xml'),
]);

const partRelations = [
  relation('rIdStyles', `${officeTypes}/styles`, 'styles.xml'),
  relation('rIdSettings', `${officeTypes}/settings`, 'settings.xml'),
  relation('rIdFonts', `${officeTypes}/fontTable`, 'fontTable.xml'),
  relation('rIdHeader', `${officeTypes}/header`, 'header1.xml'),
  relation('rIdFooter', `${officeTypes}/footer`, 'footer1.xml'),
];

const logoRelation = relation('rIdLogo', `${officeTypes}/image`, 'media/logo.png');

const coreXml = `${declaration}<cp:coreProperties xmlns:cp="${packageTypes}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>Benchmark</dc:title><dc:creator>MyTypist</dc:creator><dcterms:created xsi:type="dcterms:W3CDTF">2026-01-01T00:00:00Z</dcterms:created></cp:coreProperties>`;

const appXml = `${declaration}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>MyTypist</Application></Properties>`;
