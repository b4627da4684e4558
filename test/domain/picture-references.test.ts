// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, test } from 'vitest';
import { pictureReferences } from '../../shared/domain/picture-references.ts';
import { fieldsOf } from '../support/plain-template.ts';

const usesIn = (template: string, values: Record<string, unknown>): string[] =>
  pictureReferences(fieldsOf(template), values).map(({ path, reference }) => `${path} = ${reference}`);

describe('the pictures that values name', () => {
  test('stand at their own path, in the order of the document', () => {
    const values = { name: 'Ada Obi', photo: 'ast_2', company: { logo: 'ast_1' } };
    expect(usesIn('${name} ${%company.logo} ${photo:20:30}', values)).toEqual([
      'company.logo = ast_1',
      'photo = ast_2',
    ]);
  });

  test('are none where the template asks for none, whatever the values say', () => {
    expect(
      usesIn('${name} ${#items}${price}${/items}', { name: 'ast_1', items: [{ price: 'ast_2' }] }),
    ).toEqual([]);
  });

  test('are not the QR code and the signatures, which nobody gives', () => {
    expect(usesIn('${%qr} ${%signature:tenant}', { qr: 'ast_1', tenant: 'ast_2' })).toEqual([]);
  });

  test.each([undefined, null, '', 7, true, ['ast_1'], { logo: 'ast_1' }])('leave out %j', (logo) => {
    expect(usesIn('${%logo}', { logo })).toEqual([]);
  });

  test('are named once, although the document shows one of them several times', () => {
    expect(usesIn('${%logo} ${%logo} ${#stamp}${%logo}${/stamp}', { logo: 'ast_1', stamp: true })).toEqual([
      'logo = ast_1',
    ]);
  });

  test('are named by every row', () => {
    const items = [{ photo: 'ast_1' }, { photo: '' }, { photo: 'ast_1' }, { photo: 'ast_2' }];
    expect(usesIn('${#items}${%photo}${/items}', { items })).toEqual([
      'items[0].photo = ast_1',
      'items[2].photo = ast_1',
      'items[3].photo = ast_2',
    ]);
  });

  test('are found in rows of rows', () => {
    const rooms = [{ walls: [{ photo: 'ast_1' }] }, { walls: [{ photo: 'ast_2' }, { photo: 'ast_3' }] }];
    expect(usesIn('${#rooms}${#walls}${%photo}${/walls}${/rooms}', { rooms })).toEqual([
      'rooms[0].walls[0].photo = ast_1',
      'rooms[1].walls[0].photo = ast_2',
      'rooms[1].walls[1].photo = ast_3',
    ]);
  });

  test('are found in a section that is a group, and on the level around one that is only shown', () => {
    const template = '${#stamp}${%seal}${/stamp}';
    expect(usesIn(template, { stamp: { seal: 'ast_1' } })).toEqual(['stamp.seal = ast_1']);
    expect(usesIn(template, { stamp: true, seal: 'ast_1' })).toEqual(['seal = ast_1']);
  });

  test('are found behind a condition and in what is shown otherwise', () => {
    const template = '${#if paid = yes}${%receipt}${else}${%reminder}${/if} ${^items}${%nothing}${/items}';
    const values = { paid: 'yes', receipt: 'ast_1', reminder: 'ast_2', items: [], nothing: 'ast_3' };
    expect(usesIn(template, values)).toEqual(['receipt = ast_1', 'reminder = ast_2', 'nothing = ast_3']);
  });

  test('of a row that leaves one to the level around it are named where they stand', () => {
    const values = { logo: 'ast_1', items: [{ price: 1 }, { price: 2, logo: 'ast_2' }] };
    expect(usesIn('${%logo} ${#items}${price}${%logo}${/items}', values)).toEqual([
      'logo = ast_1',
      'items[1].logo = ast_2',
    ]);
  });

  test('leave out rows that are no groups', () => {
    expect(usesIn('${#items}${%photo}${/items}', { items: ['ast_1', null, [{ photo: 'ast_2' }]] })).toEqual(
      [],
    );
  });
});
