// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import { FILTER_NAMES } from '../../shared/domain/filters.ts';
import { parseFilters } from '../../shared/domain/placeholder.ts';
import { filtersOf, message, placeholder } from '../support/parsed-placeholder.ts';

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
    ['/items|upper', 'filter-on-section'],
    ['^items|', 'filter-on-section'],
    ['#a b', 'bad-name'],
    ['^if x', 'bad-name'],
    ['^if', 'bad-name'],
    ['x #if a', 'bad-name'],
    ['somewhere else if', 'bad-name'],
    ['/else', 'bad-name'],
  ])('refuses %j with %s', (inside, code) => {
    expect(placeholder(inside)).toBe(code);
  });
});

describe('sentences about sections', () => {
  test.each([
    ['', 'A placeholder needs a name: ${customer_name}.'],
    ['#', 'A section needs a name: ${#items}.'],
    ['^', 'A section needs a name: ${^items}.'],
    ['/', 'Say which section ends here: ${/items} instead of ${/}.'],
    ['#a|upper', 'A section takes no filters; put them on the values inside it.'],
    ['%a|upper', 'A picture takes no filters; write ${%logo:200:80}.'],
  ])('%j is answered with “%s”', (inside, sentence) => {
    expect(message(inside)).toBe(sentence);
  });
});

describe('words of the language', () => {
  it('reads if, else and the end of if in any case and with spaces', () => {
    const condition = { op: 'shown', name: 'paid' };
    for (const written of ['#if paid', '# IF paid', '#\u00a0If\tpaid ']) {
      expect(placeholder(written)).toEqual({ kind: 'if', condition });
    }
    expect(placeholder(' ELSE ')).toEqual({ kind: 'else' });
    expect(placeholder('/ If')).toEqual({ kind: 'close', name: 'if' });
  });

  it('takes names that only begin like a word of the language', () => {
    expect(placeholder('#iffy')).toEqual({ kind: 'open', name: 'iffy', inverted: false });
    expect(placeholder('#if_paid')).toEqual({ kind: 'open', name: 'if_paid', inverted: false });
    expect(placeholder('#if.paid')).toEqual({ kind: 'open', name: 'if.paid', inverted: false });
    expect(placeholder('#ifẹ')).toEqual({ kind: 'open', name: 'ifẹ', inverted: false });
    for (const name of [
      'elsewhere',
      'else_total',
      'elseif_total',
      'elifant',
      'elif.a',
      'elseifs',
      'notary',
    ]) {
      expect(placeholder(name)).toEqual({ kind: 'value', name, filters: [] });
    }
  });

  test.each(['else if paid', 'elseif paid = 1', 'ELSE  IF x', 'elif x', 'elif', 'elseif(a)'])(
    'refuses %j and says what to write instead',
    (inside) => {
      expect(placeholder(inside)).toBe('misplaced-else');
      expect(message(inside)).toBe(
        'There is no “else if”; put another ${#if …}…${/if} between ${else} and ${/if}.',
      );
    },
  );

  test.each(['if', 'If', 'ELSE|upper', '#else', '^Else', '%if', 'if|upper', '/else'])(
    'refuses %j, a word of the language, as a name',
    (inside) => {
      expect(placeholder(inside)).toBe('bad-name');
      expect(message(inside)).toMatch(/^The name “\w+” is reserved; choose another one\.$/);
    },
  );

  test.each(['and', 'OR', 'not', 'true', 'False', 'yes', 'NO'])(
    'takes %s as a name, since only conditions know it otherwise',
    (name) => {
      expect(placeholder(name)).toEqual({ kind: 'value', name, filters: [] });
      expect(placeholder(`#${name}`)).toEqual({ kind: 'open', name, inverted: false });
    },
  );

  it('lets words of the language stand between dots', () => {
    expect(placeholder('a.if')).toMatchObject({ name: 'a.if' });
    expect(placeholder('yes.no')).toMatchObject({ name: 'yes.no' });
  });
});

describe('pictures', () => {
  test.each([
    ['%logo', { name: 'logo', qr: false }],
    ['% company.logo ', { name: 'company.logo', qr: false }],
    ['%logo:200:80', { name: 'logo', qr: false, box: { width: 200, height: 80 } }],
    ['logo:200:80', { name: 'logo', qr: false, box: { width: 200, height: 80 } }],
    ['logo:200', { name: 'logo', qr: false, box: { width: 200 } }],
    ['logo::80', { name: 'logo', qr: false, box: { height: 80 } }],
    [' logo : 5cm : 2 cm ', { name: 'logo', qr: false, box: { width: 189, height: 76 } }],
    ['logo:height=80', { name: 'logo', qr: false, box: { height: 80 } }],
    ['%qr', { name: 'qr', qr: true }],
    ['%QR:120', { name: 'qr', qr: true, box: { width: 120 } }],
    ['%signature', { name: 'signature', qr: false }],
    ['qr:100', { name: 'qr', qr: false, box: { width: 100 } }],
  ])('reads %j', (inside, image) => {
    expect(placeholder(inside)).toStrictEqual({ kind: 'image', ...image });
  });

  it('leaves qr without a sign a value', () => {
    expect(placeholder('qr')).toEqual({ kind: 'value', name: 'qr', filters: [] });
  });

  test.each([
    ['%', 'bad-name'],
    ['%1', 'bad-name'],
    ['%%logo', 'bad-name'],
    ['%constructor', 'bad-name'],
    ['constructor:200', 'bad-name'],
    ['%logo|upper', 'filter-on-section'],
    ['%logo:', 'bad-picture-size'],
    ['logo:', 'bad-picture-size'],
    ['logo::', 'bad-picture-size'],
    ['%logo:wide', 'bad-picture-size'],
    ['logo:200:80:60', 'bad-picture-size'],
    ['logo:0', 'bad-picture-size'],
    ['logo:5001', 'bad-picture-size'],
    ['logo:wide', 'bad-name'],
    ['logo:2:wide', 'bad-name'],
    ['2logo:200', 'bad-name'],
    ['logo:x2', 'bad-name'],
    ['a.1:200', 'bad-name'],
    ['logo:200|upper', 'bad-name'],
  ])('refuses %j with %s', (inside, code) => {
    expect(placeholder(inside)).toBe(code);
  });

  it('proposes a filter where a word stands after the colon', () => {
    expect(message('logo:wide')).toContain('a filter stands after a bar, as in ${logo|default:none}');
    expect(message(' date : long ')).toContain('${date|default:none}');
    expect(message('a:b:c')).not.toContain('default');
    expect(message('1a:b')).not.toContain('default');
  });
});

describe('signatures', () => {
  test.each([
    ['signature:tenant', { role: 'tenant', drawn: false }],
    ['%signature:tenant', { role: 'tenant', drawn: true }],
    ['Signature : Head_Teacher', { role: 'Head_Teacher', drawn: false }],
    ['% SIGNATURE:olùkọ́', { role: 'olùkọ́'.normalize('NFC'), drawn: true }],
  ])('reads %j', (inside, signature) => {
    expect(placeholder(inside)).toEqual({ kind: 'signature', ...signature });
  });

  test.each([
    'signature:',
    'signature:200:80',
    'signature:a.b',
    'signature:two words',
    '%signature:1',
    '%signature:',
  ])('refuses %j', (inside) => {
    expect(placeholder(inside)).toBe('bad-signature');
    expect(message(inside)).toBe('Say who signs with one name after the colon: ${signature:tenant}.');
  });

  it('refuses a reserved word as a role and filters on a signature', () => {
    expect(placeholder('signature:prototype')).toBe('bad-name');
    expect(placeholder('%signature:tenant|upper')).toBe('filter-on-section');
    expect(placeholder('signature:tenant|upper')).toBe('bad-name');
  });

  it('leaves the word alone a value', () => {
    expect(placeholder('signature')).toEqual({ kind: 'value', name: 'signature', filters: [] });
    expect(filtersOf('signature|upper')).toEqual([['upper', null]]);
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

describe('sentences about names', () => {
  test.each([
    ['a'.repeat(101), `The name “${'a'.repeat(60)}…” is longer than 100 characters; shorten it.`],
    ['a.prototype', 'The name “a.prototype” is reserved; choose another one.'],
    ['na\u200bme', 'The name “na\u200bme” contains an invisible character; type it again by hand.'],
    ['na\u0007me', 'The name “na\u0007me” contains an invisible character; type it again by hand.'],
    [
      'first name',
      '“first name” is no usable name: start with a letter and use only letters, digits and _, for example ${first_name}.',
    ],
    [
      'a - - b',
      '“a - - b” is no usable name: start with a letter and use only letters, digits and _, for example ${a_b}.',
    ],
    [
      '12ab',
      '“12ab” is no usable name: start with a letter and use only letters, digits and _, for example ${ab}.',
    ],
    ['1', '“1” is no usable name: start with a letter and use only letters, digits and _.'],
    ['a..b', '“a..b” is no usable name: start with a letter and use only letters, digits and _.'],
    ['x:.constructor', 'The name “x:.constructor” is reserved; choose another one.'],
    [
      'a-b.c_-',
      '“a-b.c_-” is no usable name: start with a letter and use only letters, digits and _, for example ${a_b.c}.',
    ],
  ])('%j is answered in full', (inside, sentence) => {
    expect(message(inside)).toBe(sentence);
  });

  it('quotes 60 characters of a name in full, and no more', () => {
    expect(message(`${'a'.repeat(59)}-`)).toContain(`“${'a'.repeat(59)}-” is no`);
    expect(message(`${'a'.repeat(60)}-`)).toContain(`“${'a'.repeat(60)}…” is no`);
  });

  it('proposes no reserved word', () => {
    expect(message('-constructor')).not.toContain('${');
  });
});

describe('sentences about filters', () => {
  const all = `The filters are: ${FILTER_NAMES.join(', ')}.`;

  test.each([
    ['x|', `Nothing stands after “|”. ${all}`],
    ['x|uper', `There is no filter “uper”. Did you mean “upper”? ${all}`],
    ['x|zzzzzzzz', `There is no filter “zzzzzzzz”. ${all}`],
    [`x|${'z'.repeat(50)}`, `There is no filter “${'z'.repeat(40)}”. ${all}`],
    ['x|default:', 'There is nothing after the colon. (filter “default:”)'],
    [`x|default:${'a'.repeat(201)}`, 'The text after “default:” is longer than 200 characters.'],
  ])('%j is answered in full', (inside, sentence) => {
    expect(message(inside)).toBe(sentence);
  });

  it('takes 200 characters after a colon', () => {
    expect(filtersOf(`x|default:${'a'.repeat(200)}`)).toEqual([['default', 'a'.repeat(200)]]);
  });

  it('takes quotation marks inside an argument as they are', () => {
    expect(filtersOf("x|default:say 'a'")).toEqual([['default', "say 'a'"]]);
  });

  it('keeps a chain as it was written, without the spaces around its pieces', () => {
    expect(parseFilters([' UPPER ', 'default : “a|b” '])).toEqual([
      { name: 'upper', argument: null, written: 'upper' },
      { name: 'default', argument: 'a|b', written: 'default:“a|b”' },
    ]);
    expect(filtersOf('x|default: \u201ea|b\u201c |upper')).toEqual([
      ['default', 'a|b'],
      ['upper', null],
    ]);
    expect(filtersOf("x|default:'a|b' | upper")).toEqual([
      ['default', 'a|b'],
      ['upper', null],
    ]);
    expect(filtersOf('x|default:"a"b')).toEqual([['default', '"a"b']]);
    expect(filtersOf('x|default:a "b"|upper')).toEqual([
      ['default', 'a "b"'],
      ['upper', null],
    ]);
  });
});
