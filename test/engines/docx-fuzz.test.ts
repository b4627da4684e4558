// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareValues } from '../../shared/domain/prepare-values.ts';
import { sampleValues } from '../../shared/domain/sample-values.ts';
import { TemplateRefused } from '../../shared/domain/template-fault.ts';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { readContainer, unpack } from '../../shared/engines/docx/container.ts';
import { openDocx } from '../../shared/engines/docx/gate.ts';
import { docx, zipOf } from '../support/docx.ts';
import { goldenCases } from './golden/all-golden.ts';
import { PIXEL } from './golden/package.ts';

/**
 * Damages golden documents at random, always in the same way. `FUZZ_RUNS=100000 vitest run --project engines
 * test/engines/docx-fuzz.test.ts` looks longer, and then `FUZZ_SEED` elsewhere; without it each test stops after 15
 * seconds at the latest.
 */
const long = process.env.FUZZ_RUNS !== undefined;
const options = (runs: number) => ({
  numRuns: Number(process.env.FUZZ_RUNS ?? runs),
  seed: Number(process.env.FUZZ_SEED ?? 20_261_120),
  ...(long ? {} : { interruptAfterTimeLimit: 15_000 }),
});
const timeout = long ? 24 * 60 * 60_000 : 60_000;

const files = goldenCases.map(({ build }) => build());
const resources = {
  pictures: () => ({ bytes: PIXEL, format: 'png', width: 1, height: 1 }) as const,
  verifyLink: 'https://example.com/verify/1',
};

/** Whether a file is accepted. Fails on any error but a refusal, and when an accepted file cannot be filled. */
function judge(bytes: Buffer): boolean {
  let compiled: ReturnType<typeof compileTemplate>;
  try {
    compiled = compileTemplate(bytes);
  } catch (error) {
    if (!(error instanceof TemplateRefused)) throw error;
    expect(error.faults.length).toBeGreaterThan(0);
    for (const { message, where } of error.faults) {
      expect(message.isWellFormed() && (where?.around ?? '').isWellFormed()).toBe(true);
      expect(message.length).toBeLessThan(700);
    }
    return false;
  }
  const prepared = prepareValues(compiled.fields, sampleValues(compiled.fields));
  if (!('values' in prepared)) throw new Error(JSON.stringify(prepared.faults));
  openDocx(compiled.render(prepared.values, resources));
  return true;
}

const file = fc.nat({ max: files.length - 1 }).map((at) => files[at] ?? Buffer.alloc(0));
const offset = fc.nat({ max: 1_000_000 });

/** One damage to the bytes of a file; positions count modulo its length. */
const byteDamage = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: offset, bit: fc.nat({ max: 7 }) }),
  fc.record({
    kind: fc.constant('set' as const),
    at: offset,
    value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x50, 0x4b),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: offset }),
  fc.record({ kind: fc.constant('drop' as const), at: offset, count: fc.integer({ min: 1, max: 64 }) }),
  fc.record({ kind: fc.constant('repeat' as const), at: offset, count: fc.integer({ min: 1, max: 64 }) }),
  fc.record({
    kind: fc.constant('lie' as const),
    at: offset,
    field: fc.nat({ max: 45 }),
    value: fc.nat({ max: 0xffff }),
  }),
);
type ByteDamage = typeof byteDamage extends fc.Arbitrary<infer Damage> ? Damage : never;

function damageBytes(bytes: Buffer, damage: ByteDamage): Buffer {
  const copy = Buffer.from(bytes);
  const at = damage.at % Math.max(1, copy.length);
  switch (damage.kind) {
    case 'flip':
      copy[at] = (copy[at] ?? 0) ^ (1 << damage.bit);
      return copy;
    case 'set':
      copy[at] = damage.value;
      return copy;
    case 'cut':
      return copy.subarray(0, at);
    case 'drop':
      return Buffer.concat([copy.subarray(0, at), copy.subarray(at + damage.count)]);
    case 'repeat':
      return Buffer.concat([copy.subarray(0, at + damage.count), copy.subarray(at)]);
    case 'lie':
      return lie(copy, damage);
  }
}

/** Writes two bytes into one of the headers of the container. */
function lie(bytes: Buffer, { at, field, value }: { at: number; field: number; value: number }): Buffer {
  const headers: number[] = [];
  for (let found = bytes.indexOf('PK'); found !== -1; found = bytes.indexOf('PK', found + 2))
    headers.push(found);
  const position = (headers[at % Math.max(1, headers.length)] ?? 0) + field;
  if (position + 2 <= bytes.length) bytes.writeUInt16LE(value, position);
  return bytes;
}

const token = fc.constantFrom(
  ...[
    '<',
    '>',
    '/',
    '"',
    "'",
    '&',
    '&lt;',
    '&#0;',
    '&#36;',
    '&bogus;',
    ']]>',
    '<![CDATA[x]]>',
    '<!-- x -->',
    '<?x y?>',
  ],
  ...[
    '<!DOCTYPE a>',
    '<w:p>',
    '</w:p>',
    '<w:p/>',
    '<w:r>',
    '</w:r>',
    '<w:t>',
    '</w:t>',
    '<w:tbl>',
    '</w:tc>',
    '<w:tr/>',
  ],
  ...[
    '<w:t>${x}</w:t>',
    '<w:r><w:t>${#s}</w:t></w:r>',
    '<w:r><w:t>${/s}</w:t></w:r>',
    '${',
    '}',
    '$',
    '${x}',
    '${#if a}',
  ],
  ...[
    '${else}',
    '${/if}',
    '${%logo}',
    '${%qr}',
    '${signature:a}',
    '${items.a}',
    '${x|rich}',
    '$${y}',
    '${__proto__}',
  ],
  ...[
    ' xmlns:w="urn:x"',
    ' w:id="1"',
    '\u0000',
    '\ufffe',
    '\ud800',
    '\u200b',
    '<w:ins>',
    '</w:del>',
    '<w:altChunk/>',
  ],
  ...[
    '<w:fldChar w:fldCharType="begin"/>',
    '<w:instrText>DDE</w:instrText>',
    'Target="file:///c:/x"',
    'TargetMode="External"',
  ],
);
const xmlDamage = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: offset, token }),
  fc.record({
    kind: fc.constant('replace' as const),
    at: offset,
    count: fc.integer({ min: 1, max: 12 }),
    token,
  }),
  fc.record({ kind: fc.constant('drop' as const), at: offset, count: fc.integer({ min: 1, max: 80 }) }),
  fc.record({ kind: fc.constant('repeat' as const), at: offset, count: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant('drop-tag' as const), at: offset }),
  fc.record({ kind: fc.constant('repeat-element' as const), at: offset }),
  fc.record({ kind: fc.constant('into-text' as const), at: offset, token }),
);
type XmlDamage = typeof xmlDamage extends fc.Arbitrary<infer Damage> ? Damage : never;

function damageXml(xml: string, damage: XmlDamage): string {
  const at = damage.at % Math.max(1, xml.length);
  const pick = (pattern: RegExp): RegExpExecArray | undefined => {
    const found = [...xml.matchAll(pattern)];
    return found[damage.at % Math.max(1, found.length)];
  };
  switch (damage.kind) {
    case 'insert':
      return xml.slice(0, at) + damage.token + xml.slice(at);
    case 'replace':
      return xml.slice(0, at) + damage.token + xml.slice(at + damage.count);
    case 'drop':
      return xml.slice(0, at) + xml.slice(at + damage.count);
    case 'repeat':
      return xml.slice(0, at + damage.count) + xml.slice(at);
    case 'drop-tag': {
      const tag = pick(/<[^<>]*>/g);
      return tag ? xml.slice(0, tag.index) + xml.slice(tag.index + tag[0].length) : xml;
    }
    case 'repeat-element': {
      const element = pick(/<w:(p|r|t|tr|tc|tbl|sdt)[ >](?:(?!<w:\1[ >])[\s\S])*?<\/w:\1>/g);
      return element ? xml.slice(0, element.index) + element[0] + xml.slice(element.index) : xml;
    }
    case 'into-text': {
      const opening = pick(/<w:t(?: [^<>]*)?>/g);
      const end = opening ? opening.index + opening[0].length : at;
      return xml.slice(0, end) + damage.token + xml.slice(end);
    }
  }
}

/** Damages one part and packs the document again as it should be. */
function damagePart(bytes: Buffer, part: number, damages: readonly XmlDamage[]): Buffer {
  const entries = readContainer(bytes);
  const chosen = entries[part % entries.length];
  return zipOf(
    entries.map((entry) => {
      const content = unpack(entry, Number.MAX_SAFE_INTEGER);
      if (entry !== chosen || !/\.(?:xml|rels)$/i.test(entry.name)) return { name: entry.name, content };
      return { name: entry.name, content: damages.reduce(damageXml, content.toString('utf8')) };
    }),
  );
}

describe('a damaged document is accepted or refused, and what is accepted can be filled', () => {
  it('before any damage', () => {
    for (const bytes of files) expect(judge(bytes)).toBe(true);
  });

  it('with bytes changed, lost, repeated or lying', { timeout }, () => {
    let refused = 0;
    fc.assert(
      fc.property(file, fc.array(byteDamage, { minLength: 1, maxLength: 3 }), (bytes, damages) => {
        if (!judge(damages.reduce(damageBytes, bytes))) refused++;
      }),
      options(1500),
    );
    expect(refused).toBeGreaterThan(20);
  });

  it('with the XML of one part changed', { timeout }, () => {
    let refused = 0;
    let accepted = 0;
    fc.assert(
      fc.property(
        file,
        fc.oneof(fc.constant(2), fc.nat({ max: 30 })),
        fc.array(xmlDamage, { minLength: 1, maxLength: 3 }),
        (bytes, part, damages) => {
          if (judge(damagePart(bytes, part, damages))) accepted++;
          else refused++;
        },
      ),
      options(1500),
    );
    expect(refused).toBeGreaterThan(20);
    expect(accepted).toBeGreaterThan(20);
  });

  it('with paragraphs of anything that looks like placeholders', { timeout }, () => {
    const piece = fc.constantFrom(
      ...[
        '${a}',
        '${b.c}',
        '${a|naira}',
        '${a|rich}',
        '${#s}',
        '${/s}',
        '${^s}',
        '${#t}',
        '${/t}',
        '${s}',
        '${g.a}',
      ],
      ...[
        '${#if a}',
        '${#if a = "x" or not b.c}',
        '${else}',
        '${/if}',
        '${%p}',
        '${p:20:10}',
        '${%qr}',
        '${signature:r}',
      ],
      ...[
        '$${a}',
        '${',
        '}',
        '${a',
        'text',
        '\u0301',
        '${s|count}',
        '${s|sum:a}',
        '${d|date:long}',
        '${x|default:"y"}',
      ],
    );
    const element = fc.oneof(fc.constantFrom('p' as const, 'row' as const, 'box' as const, 'runs' as const));
    const paragraph = (texts: readonly string[]): string =>
      `<w:p>${texts.map((text) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`).join('')}</w:p>`;
    let accepted = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(element, fc.array(piece, { maxLength: 4 })), { maxLength: 6 }),
        (blocks) => {
          const body = blocks.map(([kind, texts]) => {
            if (kind === 'p') return paragraph([texts.join('')]);
            if (kind === 'runs') return paragraph(texts);
            const cells = texts.map((text) => `<w:tc>${paragraph([text])}</w:tc>`).join('');
            if (kind === 'row')
              return `<w:tbl><w:tr>${cells || `<w:tc>${paragraph([])}</w:tc>`}</w:tr></w:tbl>`;
            return `<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>${paragraph(texts)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>`;
          });
          if (judge(docx(`${body.join('')}<w:p/>`))) accepted++;
        },
      ),
      options(1500),
    );
    expect(accepted).toBeGreaterThan(100);
  });
});
