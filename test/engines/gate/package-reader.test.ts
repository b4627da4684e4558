import { describe, expect, it, test } from 'vitest';
import type { ContainerEntry } from '../../../shared/engines/docx/container.ts';
import { packEntry } from '../../../shared/engines/docx/container-writer.ts';
import { DOCX_LIMITS } from '../../../shared/engines/docx/limits.ts';
import { PackageReader } from '../../../shared/engines/docx/package-reader.ts';
import { faultsOf } from './faults-of.ts';

const MB = 1024 * 1024;
const pack = (name: string, content: string): ContainerEntry => packEntry(name, Buffer.from(content));
const entry = pack('Word/A.xml', '<a>ä</a>');
const stating = (statedSize: number): ContainerEntry => ({ ...entry, statedSize });

describe('the parts of a file', () => {
  it('are found in whatever letter case', () => {
    const parts = new PackageReader([pack('first.xml', '<f/>'), entry]);
    expect(parts.entry('word/a.XML')).toBe(entry);
    expect(parts.entry('word/b.xml')).toBeUndefined();
  });

  it('may state 80 MB together and no more', () => {
    expect(faultsOf(() => new PackageReader([stating(30 * MB), stating(50 * MB)]))).toEqual([]);
    expect(faultsOf(() => new PackageReader([stating(30 * MB), stating(50 * MB + 1)]))).toMatchSnapshot();
  });

  it('count the bytes that were unpacked', () => {
    const parts = new PackageReader([entry]);
    expect(parts.bytesLeft).toBe(80 * MB);
    expect(parts.content(entry).toString()).toBe('<a>ä</a>');
    expect(parts.bytesLeft).toBe(80 * MB - 9);
    parts.countBytes(80 * MB - 9);
    expect(parts.bytesLeft).toBe(0);
    expect(faultsOf(() => parts.content(entry)).map(({ code }) => code)).toEqual(['unpacks-too-large']);
    expect(faultsOf(() => parts.countBytes(1))).toMatchSnapshot();
  });

  it('may have 40 MB of text together and no more', () => {
    // A comment costs the check nothing, so a large part is read fast.
    const quarter = pack('large.xml', `<!--${' '.repeat(DOCX_LIMITS.xmlBytes / 4 - 11)}--><a/>`);
    const parts = new PackageReader([quarter, entry]);
    const read = () => [1, 2, 3, 4].map(() => parts.checkedXml(quarter).length);
    expect(read()).toEqual([10 * MB, 10 * MB, 10 * MB, 10 * MB]);
    expect(faultsOf(() => parts.checkedXml(entry))).toMatchSnapshot();
  });

  it('are checked before they are handed on', () => {
    const seen: string[] = [];
    const parts = new PackageReader([entry]);
    const bytes = parts.checkedXml(entry, (xml) => ({
      open: (name) => seen.push(name),
      close: (name) => seen.push(`/${name}`),
      text: (start, end) => seen.push(xml.slice(start, end)),
      namespace() {},
      allowsAsides: true,
    }));
    expect(bytes.toString()).toBe('<a>ä</a>');
    expect(seen).toEqual(['a', 'Ã¤', '/a']);
    const broken = pack('b.xml', '<a>');
    expect(faultsOf(() => parts.checkedXml(broken)).map(({ code, where }) => [code, where])).toEqual([
      ['damaged-file', { around: 'b.xml' }],
    ]);
    const latin = packEntry('c.xml', Buffer.from('<a>\xe4</a>', 'latin1'));
    expect(faultsOf(() => parts.checkedXml(latin)).map(({ code, where }) => [code, where])).toEqual([
      ['unsupported-encoding', { around: 'c.xml' }],
    ]);
  });

  it('are read again without being counted', () => {
    const parts = new PackageReader([entry, pack('mark.xml', '\ufeff<m/>')]);
    expect(parts.xmlOf('word/a.xml')).toBe('<a>ä</a>');
    expect(parts.xmlOf('mark.xml')).toBe('<m/>');
    expect(parts.xmlOf('none.xml')).toBeUndefined();
    expect(parts.bytesLeft).toBe(80 * MB);
  });

  test.each(['Word/A.xml', 'word/a.xml'])('are replaced by the name %s', (name) => {
    const parts = new PackageReader([pack('first.xml', '<f/>'), entry]);
    parts.replace(pack(name, ''), '<b>ö</b>');
    expect(parts.entries.map((one) => one.name)).toEqual(['first.xml', name]);
    expect(parts.xmlOf('word/a.xml')).toBe('<b>ö</b>');
    expect(parts.xmlOf('first.xml')).toBe('<f/>');
  });

  it('stay as they are when what is replaced is not among them', () => {
    const parts = new PackageReader([entry]);
    parts.replace(pack('other.xml', ''), '<b/>');
    expect(parts.entries).toEqual([entry]);
    expect(Object.keys(parts.entries)).toEqual(['0']);
  });
});
