// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import type { TableCell } from '../../shared/domain/field.ts';
import { parsePlaceholder } from '../../shared/domain/placeholder.ts';
import {
  childrenOf,
  nestSections,
  type Spot,
  type StoryEvent,
  type TemplateNode,
} from '../../shared/domain/section-tree.ts';
import type { TemplateFault } from '../../shared/domain/template-fault.ts';

const CELL: TableCell = { table: 1, row: 2, column: 3 };

/** Tags of a text in paragraph order; `<box>` is a text box, `~` before a tag its second copy in a text box. */
function eventsOf(text: string): StoryEvent[] {
  const events: StoryEvent[] = [];
  for (const match of text.matchAll(/(~?)\$\{([^}]*)\}|<box>|<\/box>/g)) {
    if (match[0] === '<box>') events.push({ type: 'enter' });
    else if (match[0] === '</box>') events.push({ type: 'leave' });
    else events.push({ type: 'spot', spot: spotOf(events.length, match[2] ?? '', match[1] === '~') });
  }
  return events;
}

function spotOf(id: number, inside: string, repeated: boolean): Spot {
  const parsed = parsePlaceholder(inside);
  if ('fault' in parsed) throw new Error(parsed.fault.message);
  const place = {
    part: 'footer',
    paragraph: id + 1,
    cell: CELL,
    inTable: true,
    inTextBox: false,
    around: `around ${id}`,
  } as const;
  return { id, placeholder: parsed.placeholder, place, repeated };
}

/** `items[a]`, `^items[a]`, `if(a)[b]else[c]`, `%logo`, `@tenant`; an unclosed one ends with `?`. */
function outline(nodes: readonly TemplateNode[]): string {
  return nodes.map(outlineOf).join(' ');
}

function outlineOf(node: TemplateNode): string {
  if (node.type === 'value') return [node.name, ...node.filters.map(({ written }) => written)].join('|');
  if (node.type === 'image') return `%${node.name}`;
  if (node.type === 'signature') return `@${node.role}`;
  const end = node.closing ? '' : '?';
  const children = `[${outline(node.children)}]`;
  if (node.type === 'section') return `${node.inverted ? '^' : ''}${node.name}${children}${end}`;
  const otherwise = node.otherwise ? `else[${outline(node.otherwise.children)}]` : '';
  return `if${children}${otherwise}${end}`;
}

const read = (text: string): { tree: string; faults: TemplateFault[] } => {
  const { nodes, faults } = nestSections(eventsOf(text));
  return { tree: outline(nodes), faults };
};
const faultsOf = (text: string): TemplateFault[] => nestSections(eventsOf(text)).faults;
const codes = (text: string): string[] => faultsOf(text).map(({ code }) => code);
const messages = (text: string): string[] => faultsOf(text).map(({ message }) => message);

describe('a tree of sections', () => {
  test.each([
    ['', ''],
    ['${a} ${b|upper} ${%c} ${signature:tenant} ${%signature:agent}', 'a b|upper %c @tenant @agent'],
    ['${#a}${x}${/a}${y}', 'a[x] y'],
    ['${^a}${x}${/a}', '^a[x]'],
    ['${#a}${#b}${x}${/b}${/a}', 'a[b[x]]'],
    ['${#a}${#a}${x}${/a}${/a}', 'a[a[x]]'],
    ['${#if p}${x}${/if}', 'if[x]'],
    ['${#if p}${x}${else}${y}${/if}', 'if[x]else[y]'],
    ['${#if p}${else}${/if}', 'if[]else[]'],
    ['${#if p}${#if q}${x}${else}${y}${/if}${else}${z}${/if}', 'if[if[x]else[y]]else[z]'],
    ['${#if p}${x}${else}${#if q}${y}${else}${z}${/if}${/if}', 'if[x]else[if[y]else[z]]'],
    ['${#if p}${#a}${x}${/a}${else}${^a}${y}${/a}${/if}', 'if[a[x]]else[^a[y]]'],
    ['${#a}${#if p}${x}${else}${y}${/if}${/a}', 'a[if[x]else[y]]'],
    ['<box>${#a}${x}${/a}</box>${y}', 'a[x] y'],
    ['${#a}<box>${x}</box>${/a}', 'a[x]'],
    ['${#if p}<box>${#if q}${x}${else}${y}${/if}</box>${else}${z}${/if}', 'if[if[x]else[y]]else[z]'],
  ])('of %s is %s', (text, tree) => {
    expect(read(text)).toEqual({ tree, faults: [] });
  });

  test.each([
    ['${B}${x}${/B}', 'B[x]'],
    ['${B}${y}${B}${x}${/B}', 'B y B[x]'],
    ['${B}${/B}${B}', 'B[] B'],
    ['${B|upper}${B}${x}${/B}', 'B|upper B[x]'],
    ['${A}${B}${x}${/B}${/A}', 'A[B[x]]'],
    ['${B}${#if p}${x}${else}${y}${/if}${/B}', 'B[if[x]else[y]]'],
    ['${#if p}${B}${x}${/B}${else}${B}${y}${/B}${/if}', 'if[B[x]]else[B[y]]'],
    ['${#if p}${x}${else}${B}${y}${/B}${/if}', 'if[x]else[B[y]]'],
    ['${#B}${x}${/B}${B}${y}${/B}', 'B[x] B[y]'],
    ['<box>${B}${x}${/B}</box>', 'B[x]'],
  ])('with blocks as PHPWord writes them, %s, is %s', (text, tree) => {
    expect(read(text)).toEqual({ tree, faults: [] });
  });

  it('keeps the opening and closing tag of each node', () => {
    const events = eventsOf('${#a}${#if p}${else}${/if}${/a}${B}${/B}');
    const { nodes } = nestSections(events);
    const [section, block] = nodes;
    expect(section).toMatchObject({ spot: { id: 0 }, closing: { id: 4 }, repeatsRow: false });
    expect(section && childrenOf(section)[0]).toMatchObject({
      spot: { id: 1 },
      otherwise: { spot: { id: 2 } },
      closing: { id: 3 },
      condition: { op: 'shown', name: 'p' },
    });
    expect(block).toMatchObject({
      type: 'section',
      name: 'B',
      inverted: false,
      repeatsRow: false,
      spot: { id: 5 },
      closing: { id: 6 },
    });
  });

  it('keeps what a picture says about itself', () => {
    const { nodes } = nestSections(
      eventsOf('${%qr:90} ${logo:200:80} ${%plain} ${%signature:a} ${signature:b}'),
    );
    const [qr, boxed, plain, drawn, line] = nodes;
    expect(qr).toMatchObject({ type: 'image', qr: true, box: { width: 90 } });
    expect(boxed).toMatchObject({ qr: false, box: { width: 200, height: 80 } });
    expect(plain).not.toHaveProperty('box');
    expect(drawn).toMatchObject({ role: 'a', drawn: true });
    expect(line).toMatchObject({ role: 'b', drawn: false });
  });

  it('gives the nodes inside a node, of both branches', () => {
    const { nodes } = nestSections(
      eventsOf('${#if p}${x}${else}${y}${/if}${#a}${z}${/a}${v}${#if p}${w}${/if}'),
    );
    expect(nodes.map((node) => outline(childrenOf(node)))).toEqual(['x y', 'z', '', 'w']);
  });
});

describe('tags that do not fit', () => {
  const END_IF =
    '${/if} ends a condition that never starts; write ${#if …} where it starts or remove this tag.';
  const NO_END = 'The condition ${#if …} never ends; write ${/if} where it ends.';
  const STRAY = '${else} stands only between ${#if …} and its ${/if}, not inside another section there.';
  const TWICE = 'A condition has one ${else}; remove this one.';
  const neverStarts = (name: string): string =>
    `\${/${name}} ends a section that never starts; write \${#${name}} where it starts or remove this tag.`;
  const neverEnds = (tag: string, name: string): string =>
    `The section \${${tag}} never ends; write \${/${name}} where it ends.`;
  const crossed = (outer: string, inner: string): string =>
    `\${/${outer}} comes before \${/${inner}}, although “${inner}” started inside “${outer}”; close “${inner}” first.`;
  const layout = (name: string): string =>
    `\${/${name}} stands in a text box or note, its opening tag outside; put both in the same place.`;

  test.each([
    ['${/a}', [neverStarts('a')]],
    ['${/if}', [END_IF]],
    ['${#a}', [neverEnds('#a', 'a')]],
    ['${^a}', [neverEnds('^a', 'a')]],
    ['${#if p}', [NO_END]],
    ['${#if p}${else}', [NO_END]],
    ['${#a}${#if p}${^b}', [neverEnds('^b', 'b'), NO_END, neverEnds('#a', 'a')]],
    ['${else}', [STRAY]],
    ['${#a}${else}${/a}', [STRAY]],
    ['${#if p}${#a}${else}${/a}${/if}', [STRAY]],
    ['${#if p}<box>${else}</box>${/if}', [STRAY]],
    ['${#if p}${else}${else}${/if}', [TWICE]],
    ['${#if p}${else}${x}${else}${y}${else}${/if}', [TWICE, TWICE]],
    ['${#if p}${/if}${else}', [STRAY]],
    ['${#a}${#b}${/a}${/b}', [crossed('a', 'b')]],
    ['${#if p}${#a}${/if}${/a}', [crossed('if', 'a')]],
    ['${#a}${#if p}${/a}${/if}', [crossed('a', 'if')]],
    ['${#a}${#if p}${else}${/a}${/if}', [crossed('a', 'if')]],
    ['${#a}${#b}${#c}${/a}${/c}${/b}', [crossed('a', 'c')]],
    ['${#a}${#b}${/a}${/b}${/b}', [crossed('a', 'b'), neverStarts('b')]],
    ['${#a}${#a}${#b}${/a}${/b}${/a}', [crossed('a', 'b')]],
    ['${B}${#a}${/B}${/a}', [crossed('B', 'a')]],
    ['${B}${#if p}${/B}${/if}', [crossed('B', 'if')]],
    ['${B}${#if p}${#a}${/B}${/a}${/if}', [crossed('B', 'a')]],
    ['${#o}${B}${#a}${/B}${/a}${/o}', [crossed('B', 'a')]],
    ['${#a}${#b}${/a}${/b}${/a}', [crossed('a', 'b'), neverStarts('a')]],
    ['${B|upper}${/B}', [neverStarts('B')]],
    ['${B|upper}${#a}${/B}${/a}', [neverStarts('B')]],
    ['${#if p}${B}${else}${/B}${/if}', [neverStarts('B')]],
    ['${#a}<box>${/a}</box>${/a}', [layout('a')]],
    ['${#if p}<box>${/if}</box>${/if}', [layout('if')]],
    ['${#a}<box>${#b}${/a}${/b}</box>${/a}', [layout('a')]],
    ['<box>${#a}</box>${/a}', [neverEnds('#a', 'a'), neverStarts('a')]],
    ['<box>${#if p}</box>${/if}', [NO_END, END_IF]],
    ['${B}<box>${/B}</box>', [neverStarts('B')]],
    ['<box>${#a}${#b}</box>', [neverEnds('#b', 'b'), neverEnds('#a', 'a')]],
  ])('%s is answered with what to do', (text, sentences) => {
    expect(messages(text)).toEqual(sentences);
  });

  test.each([
    ['${/a}', 'unopened-section'],
    ['${/if}', 'unopened-section'],
    ['${#if p}', 'unclosed-section'],
    ['${else}', 'misplaced-else'],
    ['${#if p}${else}${else}${/if}', 'misplaced-else'],
    ['${#if p}${#a}${/if}${/a}', 'crossed-sections'],
    ['${B}${#if p}${/B}${/if}', 'crossed-sections'],
    ['${#if p}<box>${/if}</box>${/if}', 'section-crosses-layout'],
  ])('%s has the code %s', (text, code) => {
    expect(codes(text)).toEqual([code]);
  });

  it('reads on behind a fault', () => {
    expect(read('${#a}${#b}${/a}${/b}${x}').tree).toBe('a[b[]?]? x');
    expect(read('${#if p}${x}${else}${y}${else}${z}${/if}').tree).toBe('if[x]else[y z]');
    expect(read('${x}${/a}${y}').tree).toBe('x y');
    expect(read('${B}${#a}${/B}${x}${/a}').tree).toBe('B a[x]');
  });

  it('says where, with paragraph, cell and the text around', () => {
    const where = (id: number) => ({ part: 'footer', paragraph: id + 1, cell: CELL, around: `around ${id}` });
    expect(read('${x}${/a}').faults[0]?.where).toEqual(where(1));
    expect(read('${x}${#a}').faults[0]?.where).toEqual(where(1));
    expect(read('${#if p}${x}${else}${else}${/if}').faults[0]?.where).toEqual(where(3));
    expect(read('${#a}${#b}${/a}${/b}').faults[0]?.where).toEqual(where(2));
    expect(read('${#a}<box>${/a}</box>${/a}').faults[0]?.where).toEqual(where(2));
  });

  it('says nothing about the second copy of a text box', () => {
    expect(codes('~${/a} ~${else} ~${#b}')).toEqual([]);
    expect(codes('~${/a} ${/a}')).toEqual(['unopened-section']);
  });
});

describe('the depth of sections', () => {
  const TOO_DEEP = 'Sections may stand in each other up to 8 deep.';
  const nested = (depth: number, open: (at: number) => string, close: (at: number) => string): string => {
    const levels = Array.from({ length: depth }, (_, at) => at);
    return levels.map(open).join('') + levels.reverse().map(close).join('');
  };
  const kinds: [string, (at: number) => string, (at: number) => string][] = [
    ['sections', (at) => `\${#s${at}}`, (at) => `\${/s${at}}`],
    ['conditions', (at) => `\${#if s${at}}`, () => '${/if}'],
    ['second branches', (at) => `\${#if s${at}}\${else}`, () => '${/if}'],
    ['blocks', (at) => `\${S${at}}`, (at) => `\${/S${at}}`],
    ['text boxes with sections', (at) => `\${#s${at}}<box>`, (at) => `</box>\${/s${at}}`],
    [
      'blocks in sections',
      (at) => (at < 4 ? `\${#s${at}}` : `\${S${at}}`),
      (at) => (at < 4 ? `\${/s${at}}` : `\${/S${at}}`),
    ],
    [
      'sections in blocks',
      (at) => (at > 4 ? `\${#s${at}}` : `\${S${at}}`),
      (at) => (at > 4 ? `\${/s${at}}` : `\${/S${at}}`),
    ],
    [
      'conditions in blocks',
      (at) => (at > 4 ? `\${#if s${at}}\${else}` : `\${S${at}}`),
      (at) => (at > 4 ? '${/if}' : `\${/S${at}}`),
    ],
  ];

  test.each(kinds)('is at most eight for %s', (_, open, close) => {
    expect(messages(nested(8, open, close))).toEqual([]);
    expect(messages(nested(9, open, close))).toEqual([TOO_DEEP]);
    expect(codes(nested(9, open, close))).toEqual(['sections-too-deep']);
  });

  it('is counted for what is open at a time', () => {
    const flat = '${#a}${#b}${/b}${/a}'.repeat(20);
    expect(codes(flat)).toEqual([]);
    expect(codes(`\${B}${'${#if p}${/if}'.repeat(20)}\${/B}`)).toEqual([]);
  });

  it('is reported once for each way down', () => {
    const [, open, close] = kinds[0] ?? [];
    if (!open || !close) throw new Error('there are no sections');
    expect(codes(nested(12, open, close))).toEqual(['sections-too-deep']);
    expect(codes(nested(9, open, close).repeat(2))).toEqual(['sections-too-deep', 'sections-too-deep']);
  });
});
