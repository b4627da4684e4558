// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import { generateDocuments } from '../../../shared/contract/documents.ts';
import { updateTemplate } from '../../../shared/contract/templates.ts';
import { docx, p, table } from '../../support/docx.ts';
import { paragraphsOf } from '../../support/docx-text.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectFieldFaults } from '../expectations.ts';
import { download, readyTemplate } from '../fixtures.ts';
import { send } from '../send.ts';

/** What happens to values between the request and the document. */

let person: Person;
beforeAll(async () => {
  person = await newPerson();
});

const fill = (templateId: string, values: Record<string, unknown>) =>
  send(generateDocuments, {
    token: person.accessToken,
    body: { templateId, values },
    headers: { prefer: 'wait=20' },
  });

async function printed(templateId: string, values: Record<string, unknown>): Promise<string[]> {
  const answer = await fill(templateId, values);
  expect(answer.status, answer.text).toBe(200);
  const [document] = generateDocuments.reply.finishedBody.parse(JSON.parse(answer.text)).items;
  expect(document?.state, JSON.stringify(document?.failure)).toBe('ready');
  return paragraphsOf((await download(document?.download?.url ?? '')).bytes);
}

describe('values', () => {
  test('of dates are printed as people write them', async () => {
    const id = await readyTemplate(person.api, 'Date', docx(p('On ${date}')));
    expect(await printed(id, { date: '2026-11-20' })).toEqual(['On 20 November 2026']);
    expectFieldFaults(await fill(id, { date: 'soon' }), ['values.date'], 'invalid-values');
  });

  test('in words come from the amount they belong to, and may not be given', async () => {
    const id = await readyTemplate(person.api, 'Words', docx(p('${rent|naira} (${rent_in_words})')));
    const [text = ''] = await printed(id, { rent: 1500 });
    expect(text).toMatch(/^₦1,500\.00 \(one thousand,? five hundred naira.*\)$/i);
    const answer = await fill(id, { rent: 1500, rent_in_words: 'one naira' });
    expectFieldFaults(answer, ['values.rent_in_words'], 'invalid-values');
  });

  test('repeat the row of a table that names a list', async () => {
    const file = docx(
      table(['Item', 'Price'], ['${items.name}', '${items.price|naira}']) + p('${items|sum:price|naira}'),
    );
    const id = await readyTemplate(person.api, 'Rows', file);
    const items = [
      { name: 'Key', price: 2500 },
      { name: 'Lock', price: 7500 },
    ];
    expect(await printed(id, { items })).toEqual([
      'Item',
      'Price',
      'Key',
      '₦2,500.00',
      'Lock',
      '₦7,500.00',
      '₦10,000.00',
    ]);
    const answer = await fill(id, { items: [{ name: 'Key', price: 'dear' }] });
    expectFieldFaults(answer, ['values.items[0].price'], 'invalid-values');
  });

  test('of the branch that is shown are needed, and of no other', async () => {
    const file = docx(p('${#if status = "paid"}Paid on ${paid_date}.${else}Pay to ${account}.${/if}'));
    const id = await readyTemplate(person.api, 'Branches', file);
    expect(await printed(id, { status: 'Paid', paid_date: '2026-11-20' })).toEqual([
      'Paid on 20 November 2026.',
    ]);
    expect(await printed(id, { status: 'due', account: '0123456789' })).toEqual(['Pay to 0123456789.']);
    expectFieldFaults(
      await fill(id, { status: 'paid', account: 'x' }),
      ['values.paid_date'],
      'invalid-values',
    );
  });

  test('that were left out are their default, in a row too', async () => {
    const file = docx(p('${name}') + p('${#items}') + p('${label}: ${unit}') + p('${/items}'));
    const id = await readyTemplate(person.api, 'Defaults', file);
    await person.api.call(updateTemplate, {
      params: { templateId: id },
      body: { fieldSettings: { name: { default: 'Reader' }, 'items.unit': { default: 'pieces' } } },
    });
    const items = [{ label: 'Paper' }, { label: 'Ink', unit: 'bottles' }];
    expect(await printed(id, { items })).toEqual(['Reader', 'Paper: pieces', 'Ink: bottles']);
    expect(await printed(id, { name: 'Ada Obi', items: [] })).toEqual(['Ada Obi']);
  });

  test('of signatures are not asked for, and refused', async () => {
    const id = await readyTemplate(
      person.api,
      'Signed',
      docx(p('${name} ${signature:tenant} ${%signature:owner}')),
    );
    const [text = ''] = await printed(id, { name: 'Ada Obi' });
    expect(text).toMatch(/^Ada Obi /);
    expect(text).not.toContain('${');
    for (const name of ['tenant', 'owner', 'signature']) {
      const answer = await fill(id, { name: 'Ada Obi', [name]: 'Ada Obi' });
      expectFieldFaults(answer, [`values.${name}`], 'invalid-values');
    }
  });
});
