// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { FILTER_NAMES } from '../../shared/domain/filters.ts';
import { parseFilters, parsePlaceholder } from '../../shared/domain/placeholder.ts';

const placeholder = (inside: string) => {
  const parsed = parsePlaceholder(inside);
  return 'placeholder' in parsed ? parsed.placeholder : parsed.fault.code;
};
const message = (inside: string): string => {
  const parsed = parsePlaceholder(inside);
  return 'fault' in parsed ? parsed.fault.message : '';
};
const filtersOf = (inside: string) => {
  const parsed = placeholder(inside);
  return typeof parsed === 'object' && parsed.kind === 'value'
    ? parsed.filters.map(({ name, argument }) => [name, argument])
    : parsed;
};

describe('names', () => {
  it('reads a plain and a dotted name', () => {
    expect(placeholder('name')).toEqual({ kind: 'value', name: 'name', filters: [] });
    expect(placeholder('person.name')).toEqual({ kind: 'value', name: 'person.name', filters: [] });
  });

  it('ignores spaces, tabs and no-break spaces around each piece', () => {
    expect(placeholder(' \u00a0name\t| upper ')).toEqual({
      kind: 'value',
      name: 'name',
      filters: [{ name: 'upper', argument: null, written: 'upper' }],
    });
    expect(placeholder(' # items ')).toEqual({ kind: 'open', name: 'items', inverted: false });
    expect(filtersOf('day | date :  dd / MM ')).toEqual([['date', 'dd / MM']]);
  });

  it('accepts accented letters, also those written as letter and mark', () => {
    expect(placeholder('ọjọ́_ìbí')).toMatchObject({ name: 'ọjọ́_ìbí'.normalize('NFC') });
    expect(placeholder('cafe\u0301')).toMatchObject({ name: 'café' });
  });

  test.each([
    ['first name', 'first_name'],
    ['1name', 'name'],
    ['a-b', 'a_b'],
    ['price ($)', 'price'],
  ])('refuses %j and proposes %s', (inside, better) => {
    expect(placeholder(inside)).toBe('bad-name');
    expect(message(inside)).toContain(`\${${better}}`);
  });

  test.each([
    'a..b',
    '.a',
    'a.',
    '_a',
    '%logo',
    '@raw',
    'a+b',
    'a(1)',
    'a[0]',
    'nаme',
    'na\u200bme',
    'na\u00adme',
    '=',
  ])('refuses %j', (inside) => {
    expect(placeholder(inside)).toBe('bad-name');
  });

  test.each(['__proto__', 'constructor', 'a.prototype', '#constructor', '/constructor', 'a.__proto__.b'])(
    'refuses the reserved name %s',
    (inside) => {
      expect(placeholder(inside)).toBe('bad-name');
    },
  );

  it('accepts 100 characters and refuses 101', () => {
    expect(placeholder('a'.repeat(100))).toMatchObject({ kind: 'value' });
    expect(placeholder('a'.repeat(101))).toBe('bad-name');
    expect(message('a'.repeat(1_000_000)).length).toBeLessThan(200);
  });
});

describe('sections', () => {
  it('reads opening, inverted and closing tags', () => {
    expect(placeholder('#items')).toEqual({ kind: 'open', name: 'items', inverted: false });
    expect(placeholder('^items')).toEqual({ kind: 'open', name: 'items', inverted: true });
    expect(placeholder('/items')).toEqual({ kind: 'close', name: 'items' });
  });

  test.each([
    ['', 'empty-placeholder'],
    ['  ', 'empty-placeholder'],
    ['#', 'empty-placeholder'],
    ['^ ', 'empty-placeholder'],
    ['/', 'nameless-close'],
    ['#items|upper', 'filter-on-section'],
  ])('refuses %j with %s', (inside, code) => {
    expect(placeholder(inside)).toBe(code);
  });
});

describe('filters', () => {
  it('reads a chain with arguments', () => {
    expect(filtersOf('x|default:12:30|upper')).toEqual([
      ['default', '12:30'],
      ['upper', null],
    ]);
  });

  it('takes straight and curly quotation marks off an argument, which may hold a bar', () => {
    expect(filtersOf('x|default:"a|b"')).toEqual([['default', 'a|b']]);
    expect(filtersOf('x|default:“none given” | upper')).toEqual([
      ['default', 'none given'],
      ['upper', null],
    ]);
    expect(filtersOf('x|default:‘it’s empty’')).toEqual([['default', 'it’s empty']]);
    expect(filtersOf("x|default:don't know")).toEqual([['default', "don't know"]]);
    expect(filtersOf('x|default:""')).toEqual([['default', '']]);
  });

  it('names the nearest filter and all that exist for an unknown one', () => {
    expect(placeholder('x|uper')).toBe('unknown-filter');
    expect(message('x|uper')).toContain('Did you mean “upper”?');
    for (const name of FILTER_NAMES) expect(message('x|zzzzzzzz')).toContain(name);
    expect(placeholder('x|')).toBe('unknown-filter');
    expect(placeholder('x||upper')).toBe('unknown-filter');
    expect(placeholder('x|constructor')).toBe('unknown-filter');
  });

  test.each([
    'x|upper:1',
    'x|default',
    'x|default:',
    'x|number:9',
    'x|number:two',
    'x|date:',
    'x|date:DD/MM',
    'x|date:yyyyy',
    'x|date:--',
    'x|yesno:Yes',
    'x|yesno:a/b/c',
    `x|default:${'a'.repeat(201)}`,
  ])('refuses the argument in %j', (inside) => {
    expect(placeholder(inside)).toBe('bad-filter-argument');
  });

  test.each(['x|upper|naira', 'x|naira|words', 'x|date:long|number', 'x|default:none|naira'])(
    'refuses the order of %s',
    (inside) => {
      expect(placeholder(inside)).toBe('bad-filter-order');
    },
  );

  test.each([
    'x|trim|naira',
    'x|default:0|naira|upper',
    'x|naira|default:free',
    'x|default:""|naira',
    'x|words|upper',
  ])('accepts the order of %s', (inside) => {
    expect(placeholder(inside)).toMatchObject({ kind: 'value' });
  });

  it('reads a stored chain back', () => {
    expect(parseFilters(['default:“a|b”', 'upper'])).toMatchObject([{ argument: 'a|b' }, { name: 'upper' }]);
    expect(parseFilters([])).toEqual([]);
    expect(parseFilters(['nonsense'])).toBeNull();
  });
});

describe('any text', () => {
  const hostile = fc.string({
    unit: fc.constantFrom(...'#^/|:.$ \u00a0"“’\'ab_0%é\u200b\ud800\n'.split('')),
    maxLength: 40,
  });

  it('never throws and always says what is wrong in a short sentence', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary', maxLength: 200 })), (inside) => {
        const parsed = parsePlaceholder(inside);
        if ('fault' in parsed) expect(parsed.fault.message.length).toBeLessThan(500);
        else expect(parsed.placeholder.name).toMatch(/^\p{L}[\p{L}\p{M}0-9_.]*$/u);
      }),
      { numRuns: 3000 },
    );
  });

  it('means the same with spaces between its pieces', () => {
    const space = fc.constantFrom('', ' ', '\t', '\u00a0', '  ');
    const chain = fc.constantFrom(['upper'], ['default:x', 'lower'], ['date:long'], ['yesno:a/b'], []);
    fc.assert(
      fc.property(chain, fc.array(space, { minLength: 12, maxLength: 12 }), (filters, spaces) => {
        const next = (): string => spaces.pop() ?? '';
        const spaced = filters.map(
          (filter) => `${next()}|${next()}${filter.replace(':', () => `${next()}:${next()}`)}`,
        );
        expect(filtersOf(`${next()}name${spaced.join('')}${next()}`)).toEqual(
          filtersOf(['name', ...filters].join('|')),
        );
      }),
    );
  });
});
