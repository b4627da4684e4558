// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { type ZipFile, zipOf } from '../../support/docx.ts';
import type { GoldenCase } from './golden-case.ts';
import {
  DECLARATION,
  filesOf,
  header,
  NAMESPACES,
  OFFICE,
  p,
  packageOf,
  reference,
  root,
  section,
  WORD,
} from './package.ts';

/** The same text in all the ways a package may be put together. */

const body = 'word/document.xml';
const TYPES = 'application/vnd.openxmlformats-officedocument';
const strict = (xml: string): string =>
  xml
    .replaceAll(WORD, 'http://purl.oclc.org/ooxml/wordprocessingml/main')
    .replaceAll(OFFICE, 'http://purl.oclc.org/ooxml/officeDocument/relationships');

const files = (): ZipFile[] => filesOf({ body: p('Hi ${name}') });
const changed = (change: (file: ZipFile) => ZipFile): Buffer => zipOf(files().map(change));
const utf16 = (xml: string, little: boolean): Buffer => {
  const bytes = Buffer.from(`\ufeff${xml.replace('UTF-8', 'UTF-16')}`, 'utf16le');
  return little ? bytes : bytes.swap16();
};

const hi = { fields: ['name value 1'], values: { name: 'Ada' } };
const says = (part = body) => ({ ...hi, changes: [part], texts: { [part]: ['Hi Ada'] } });

export const containers: readonly GoldenCase[] = [
  {
    name: 'package: stored, not packed',
    build: () => changed((file) => ({ ...file, method: 0 })),
    ...says(),
  },
  {
    name: 'package: sizes behind the data',
    build: () => changed((file) => ({ ...file, descriptor: true })),
    ...says(),
  },
  {
    name: 'package: only pictures stored, the rest packed',
    build: () => changed((file) => (file.name === body ? file : { ...file, method: 0 })),
    ...says(),
  },
  {
    name: 'package: the body first, the content types last',
    build: () => zipOf(files().reverse()),
    ...says(),
  },
  {
    name: 'package: entries of folders',
    build: () =>
      zipOf([
        ...files(),
        { name: 'word/', content: '', method: 0 },
        { name: 'docProps/', content: '', method: 0 },
      ]),
    ...says(),
  },
  {
    name: 'package: names marked as UTF-8',
    build: () => changed((file) => ({ ...file, flags: 0x800 })),
    ...says(),
  },
  {
    name: 'package: the body is called document2.xml',
    build: () => packageOf({ body: p('Hi ${name}'), main: 'word/document2.xml' }),
    ...says('word/document2.xml'),
  },
  {
    name: 'package: the body lies at the top',
    build: () => packageOf({ body: p('Hi ${name}'), main: 'content.xml' }),
    ...says('content.xml'),
  },
  {
    name: 'package: the body ends with XML in capitals',
    build: () => packageOf({ body: p('Hi ${name}'), main: 'word/document.XML' }),
    ...says('word/document.XML'),
  },
  {
    name: 'package: absolute targets',
    build: () => packageOf({ body: p('Hi ${name}'), mainTarget: '/word/document.xml' }),
    ...says(),
  },
  {
    name: 'package: targets in another letter case and with detours',
    build: () => packageOf({ body: p('Hi ${name}'), mainTarget: './Word/../word/Document.xml' }),
    ...says(),
  },
  {
    name: 'package: the type of the body comes from the default of xml',
    build: () =>
      changed((file) =>
        file.name === '[Content_Types].xml'
          ? {
              ...file,
              content: `${DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="${TYPES}.wordprocessingml.document.main+xml"/></Types>`,
            }
          : file,
      ),
    ...says(),
  },
  {
    name: 'package: strict Open XML',
    build: () => changed((file) => ({ ...file, content: strict(String(file.content)) })),
    ...says(),
  },
  {
    name: 'package: the body in UTF-16, little end first',
    build: () =>
      changed((file) =>
        file.name === body ? { ...file, content: utf16(String(file.content), true) } : file,
      ),
    ...says(),
  },
  {
    name: 'package: the body in UTF-16, big end first',
    build: () =>
      changed((file) =>
        file.name === body ? { ...file, content: utf16(String(file.content), false) } : file,
      ),
    ...says(),
  },
  {
    name: 'package: a header in UTF-16 without placeholder stays as it is',
    build: () => {
      const text = header(p('nothing here'));
      return packageOf({
        body: p('Hi ${name}'),
        parts: [{ ...text, content: utf16(String(text.content), true) }],
        section: section(reference('default')),
      });
    },
    ...says(),
  },
  {
    name: 'package: a byte order mark before the XML',
    build: () =>
      changed((file) => (file.name === body ? { ...file, content: `\ufeff${file.content}` } : file)),
    ...says(),
  },
  {
    name: 'package: comments and instructions before the first element',
    build: () =>
      changed((file) =>
        file.name === body
          ? {
              ...file,
              content: String(file.content).replace(
                DECLARATION,
                `${DECLARATION}<?mso-application progid="Word.Document"?><!-- made by hand -->\n`,
              ),
            }
          : file,
      ),
    ...says(),
  },
  {
    name: 'package: relationships nobody needs and one to nowhere',
    build: () =>
      packageOf({
        body: p('Hi ${name}'),
        links: `<Relationship Id="rIdN" Type="${OFFICE}/image" Target="NULL"/><Relationship Id="rIdE" Type="${OFFICE}/hyperlink" Target="" TargetMode="External"/>`,
      }),
    ...says(),
  },
  {
    name: 'package: a header nobody refers to is no place',
    build: () =>
      packageOf({
        body: p('Hi ${name}'),
        namespaces: NAMESPACES,
        parts: [
          {
            name: 'word/header9.xml',
            type: 'wordprocessingml.header+xml',
            content: root('hdr', p('${unseen}')),
          },
        ],
      }),
    ...says(),
  },
  {
    name: 'package: the template it was made from is let go of',
    build: () =>
      packageOf({
        body: p('Hi ${name}'),
        parts: [
          {
            name: 'word/settings.xml',
            type: 'wordprocessingml.settings+xml',
            link: 'settings',
            content: root('settings', '<w:zoom w:percent="100"/><w:attachedTemplate r:id="rId1"/>'),
          },
          {
            name: 'word/_rels/settings.xml.rels',
            content: `${DECLARATION}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/attachedTemplate" Target="file:///C:/Templates/Offer.dotx" TargetMode="External"/></Relationships>`,
          },
        ],
      }),
    ...hi,
    changes: [body, 'word/settings.xml', 'word/_rels/settings.xml.rels'],
    texts: { [body]: ['Hi Ada'] },
  },
];
