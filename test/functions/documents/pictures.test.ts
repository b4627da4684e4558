// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders
import { beforeAll, describe, expect, test } from 'vitest';
import { deleteAsset, uploadAsset } from '../../../shared/contract/assets.ts';
import { generateDocuments, listDocuments } from '../../../shared/contract/documents.ts';
import { docx, p } from '../../support/docx.ts';
import { paragraphsOf, partOf } from '../../support/docx-text.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { type AssetReply, addAsset, readyAsset } from '../asset-fixtures.ts';
import { expectFieldFaults } from '../expectations.ts';
import { download, readyTemplate, sha256Of } from '../fixtures.ts';
import { type Answer, send } from '../send.ts';
import { mediaOf } from './media.ts';

/** What generateDocuments makes of values that name pictures. */

let person: Person;
let logo: AssetReply;
let photo: AssetReply;
/** Asks for one picture. */
let headed: string;
/** Asks for a picture in each row. */
let album: string;
beforeAll(async () => {
  person = await newPerson();
  [headed, album] = await Promise.all([
    readyTemplate(person.api, 'Headed', docx(p('${%logo}') + p('Dear ${name}'))),
    readyTemplate(person.api, 'Album', docx(p('${#items}') + p('${label} ${photo:40:40}') + p('${/items}'))),
  ]);
  logo = await readyAsset(person.api, 'Logo', 1);
  photo = await readyAsset(person.api, 'Photo', 2);
});

const fill = (templateId: string, values: unknown): Promise<Answer> =>
  send(generateDocuments, {
    token: person.accessToken,
    body: { templateId, values },
    headers: { prefer: 'wait=20' },
  });

async function filled(answer: Answer): Promise<Buffer[]> {
  expect(answer.status, answer.text).toBe(200);
  const { items } = generateDocuments.reply.finishedBody.parse(JSON.parse(answer.text));
  return Promise.all(
    items.map(async ({ state, failure, download: link }) => {
      expect(state, JSON.stringify(failure)).toBe('ready');
      return (await download(link?.url ?? '')).bytes;
    }),
  );
}

describe('a picture of mine that is ready', () => {
  test('is printed as it is stored', async () => {
    const [file = Buffer.alloc(0)] = await filled(
      await fill(headed, { logo: logo.assetId, name: 'Ada Obi' }),
    );
    expect(mediaOf(file).map(sha256Of)).toEqual([logo.sha256]);
    expect(partOf(file)).toMatch(/<a:blip [^>]*r:embed="/);
    expect(paragraphsOf(file)).toContain('Dear Ada Obi');
  });

  test('is printed in each row, and kept once however often it stands there', async () => {
    const items = [
      { label: 'One', photo: photo.assetId },
      { label: 'Two', photo: logo.assetId },
      { label: 'Three', photo: photo.assetId },
    ];
    const [file = Buffer.alloc(0)] = await filled(await fill(album, { items }));
    expect(mediaOf(file).map(sha256Of).toSorted()).toEqual([photo.sha256, logo.sha256].toSorted());
    expect(partOf(file).match(/<a:blip /g)).toHaveLength(3);
  });

  test('may differ from document to document of one request', async () => {
    const sets = [logo, photo].map(({ assetId }) => ({ logo: assetId, name: 'Ada Obi' }));
    const files = await filled(await fill(headed, sets));
    expect(files.map((file) => mediaOf(file).map(sha256Of))).toEqual([[logo.sha256], [photo.sha256]]);
  });

  test('may be deleted when the document is made: the document keeps it', async () => {
    const { assetId, sha256 } = await readyAsset(person.api, 'Short-lived', 3);
    const [file = Buffer.alloc(0)] = await filled(await fill(headed, { logo: assetId, name: 'Ada Obi' }));
    await person.api.call(deleteAsset, { params: { assetId } });
    expect(mediaOf(file).map(sha256Of)).toEqual([sha256]);
    const again = await fill(headed, { logo: assetId, name: 'Ada Obi' });
    expectFieldFaults(again, ['values.logo'], 'invalid-values');
  });
});

describe('a value that names no picture of mine that is ready is refused by name', () => {
  const refused = async (reference: unknown): Promise<string> => {
    const answer = await fill(headed, { logo: reference, name: 'Ada Obi' });
    const error = expectFieldFaults(answer, ['values.logo'], 'invalid-values');
    expect(answer.status).toBe(422);
    return error.fields?.[0]?.message ?? '';
  };

  test('a picture of somebody else, exactly like one that never existed', async () => {
    const stranger = await newPerson();
    const foreign = await readyAsset(stranger.api);
    const unknown = await refused(`ast_${'0'.repeat(32)}`);
    expect(unknown).toMatch(/^There is no such picture\./);
    expect(await refused(foreign.assetId)).toBe(unknown);
  });

  test('a picture that was announced and has not come', async () => {
    const { body } = await person.api.call(uploadAsset, { body: { name: 'Waiting' } });
    expect(await refused(body.asset.assetId)).toContain('awaiting-upload');
  });

  test('a picture that was rejected', async () => {
    const { assetId, problem } = await addAsset(person.api, Buffer.from('no picture'));
    expect(await refused(assetId)).toContain(problem?.message);
  });

  test.each([
    'https://example.com/logo.png',
    'http://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
    '/etc/passwd',
    '../logo.png',
    'logo.png',
    'data:image/png;base64,AAAA',
    `tpl_${'0'.repeat(32)}`,
    'ast_sample',
    `AST_${'0'.repeat(32)}`,
  ])('"%s"', async (reference) => {
    expect(await refused(reference)).toMatch(/picture/);
  });

  test.each([
    ['a number', 7],
    ['yes', true],
    ['a list', ['ast_1']],
    ['a group', { url: 'x' }],
  ])('%s', async (_, reference) => {
    expect(await refused(reference)).not.toBe('');
  });

  test('nothing, where it is needed', async () => {
    for (const values of [{ name: 'x' }, { name: 'x', logo: null }]) {
      expectFieldFaults(await fill(headed, values), ['values.logo'], 'invalid-values');
    }
  });

  test('in its row and in its set, and no document is made', async () => {
    const unknown = `ast_${'0'.repeat(32)}`;
    const good = { items: [{ label: 'One', photo: photo.assetId }] };
    const bad = {
      items: [
        { label: 'One', photo: photo.assetId },
        { label: 'Two', photo: unknown },
      ],
    };
    const templateId = await readyTemplate(
      person.api,
      'None',
      docx(p('${#items}') + p('${label} ${%photo}') + p('${/items}')),
    );
    expectFieldFaults(await fill(templateId, [good, bad]), ['values[1].items[1].photo'], 'invalid-values');
    const { body } = await person.api.call(listDocuments, { query: { templateId } });
    expect(body.items).toEqual([]);
  });

  test('more than 1,000 different ones, before any is looked up', async () => {
    const sets = Array.from({ length: 2 }, (_, set) => ({
      items: Array.from({ length: 501 }, (__, row) => ({
        label: 'x',
        photo: `ast_${String(set * 501 + row).padStart(32, '0')}`,
      })),
    }));
    const error = expectFieldFaults(await fill(album, sets), ['values'], 'invalid-values');
    expect(error.message).toContain('1,000');
  });
});
