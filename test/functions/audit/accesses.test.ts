import { beforeAll, describe, expect, test } from 'vitest';
import { allRoutes } from '../../../shared/contract/all-routes.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { createBatchResult, getBatchResult } from '../../../shared/contract/batch-outcome.ts';
import {
  deleteDocument,
  downloadDocument,
  getDocument,
  listDocuments,
  mergeDocuments,
} from '../../../shared/contract/documents.ts';
import { openDocument } from '../../../shared/contract/links.ts';
import { pathOf, type Route } from '../../../shared/contract/route.ts';
import { updateUser } from '../../../shared/contract/users.ts';
import type { AuditEntry } from '../../../shared/domain/audit.ts';
import { trailOf } from '../../support/audit.ts';
import { give, organisationOf, userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { finishedOffers } from '../batch-fixtures.ts';
import { expectRefusal } from '../expectations.ts';
import { download, finishedDocuments, readyTemplate } from '../fixtures.ts';
import { newKey } from '../keys/key-fixtures.ts';
import { type Answer, send } from '../send.ts';

/** Who looked at what they did not make, and who was refused, stands in the trail of the account. */

useTable();

let owner: Person;
let colleague: Person;
let viewer: Person;
let accountId: string;
let documentId: string;
beforeAll(async () => {
  [owner, colleague, viewer] = await Promise.all([newPerson(), newPerson(), newPerson()]);
  accountId = await organisationOf(owner);
  await give(accountId, colleague, 'member');
  await give(accountId, viewer, 'viewer');
  const templateId = await readyTemplate(owner.api.in(accountId));
  const [document] = await finishedDocuments(owner.api.in(accountId), templateId, ['Reader']);
  documentId = document?.documentId ?? '';
});

const inAccount = () => ({ 'x-account-id': accountId });

/** What was noted while something was done, besides what jobs that go on meanwhile do. */
async function notedBy(work: () => Promise<unknown>): Promise<AuditEntry[]> {
  const before = (await trailOf(accountId)).length;
  await work();
  return (await trailOf(accountId)).slice(before).filter(({ content }) => content.actor.kind !== 'system');
}

const actorsIn = (entries: readonly AuditEntry[]) => entries.map(({ content: { actor } }) => actor);

/** Routes that show one document to somebody who may read documents. */
const looking = allRoutes.filter(
  ({ route }) =>
    route.method === 'GET' && route.permission === 'documents:read' && pathOf(route).includes('{documentId}'),
);

const look = (route: Route, token: string): Promise<Answer> =>
  send(route, { token, params: { documentId }, headers: { ...inAccount(), prefer: 'wait=20' } });

test('there are routes that show a document', () => {
  expect(looking.map(({ operation }) => operation)).toEqual(
    expect.arrayContaining(['getDocument', 'downloadDocument', 'previewDocument']),
  );
});

describe.each(looking.map(({ operation, route }) => [operation, route] as const))(
  '%s',
  (operation, route) => {
    test('by a colleague is noted', async () => {
      const entries = await notedBy(async () => {
        expect((await look(route, colleague.accessToken)).status).toBe(200);
      });
      expect(entries).toHaveLength(1);
      expect(entries[0]?.content).toMatchObject({
        actor: { kind: 'user', userId: await userIdOf(colleague) },
        action: operation,
        target: { kind: 'document', id: documentId },
        result: 'done',
      });
      expect(entries[0]?.content).not.toHaveProperty('change');
      expect(entries[0]?.origin).toMatchObject({ ip: '127.0.0.1' });
    });

    test('by who made it is not', async () => {
      const entries = await notedBy(async () => {
        expect((await look(route, owner.accessToken)).status).toBe(200);
      });
      expect(entries).toEqual([]);
    });

    test('by a key of who made it is noted, with the key', async () => {
      const { token, keyId } = await newKey(owner, ['documents:read'], accountId);
      const entries = await notedBy(async () => {
        expect((await look(route, token)).status).toBe(200);
      });
      expect(actorsIn(entries)).toEqual([{ kind: 'user', userId: await userIdOf(owner), keyId }]);
    });

    test('of a document that does not exist is not noted', async () => {
      const entries = await notedBy(async () => {
        const params = { documentId: freshId('doc') };
        const answer = await send(route, { token: colleague.accessToken, params, headers: inAccount() });
        expectRefusal(answer, 'not-found');
      });
      expect(entries).toEqual([]);
    });
  },
);

test('a list names documents and shows none of them: it is not noted', async () => {
  const entries = await notedBy(() => colleague.api.in(accountId).call(listDocuments, {}));
  expect(entries).toEqual([]);
});

test('putting documents of others together notes each of them, and the one that is made', async () => {
  const { body } = { body: { name: 'All', documentIds: [documentId] } };
  const entries = await notedBy(() => colleague.api.in(accountId).call(mergeDocuments, { body }));
  expect(entries.slice(0, 2).map(({ content: { change, target } }) => [change, target.id])).toEqual([
    [undefined, documentId],
    ['created', expect.not.stringMatching(documentId)],
  ]);
});

describe('a batch', () => {
  let batchId: string;
  let token: string;
  let linked: string;
  beforeAll(async () => {
    ({ batchId } = await finishedOffers(owner.api.in(accountId)));
    const { body } = await owner.api.in(accountId).call(createBatchResult, {
      params: { batchId },
      body: { kind: 'csv' },
      headers: { prefer: 'wait=20' },
    });
    const list = (await download(body.download?.url ?? '')).bytes.toString();
    [, linked = '', token = ''] = /(doc_[0-9a-f]{32}),[^,]+\/d\/([\w-]+)/.exec(list) ?? [];
  });

  test('of three rows adds a few entries, and none for each row', async () => {
    const about = (await trailOf(accountId)).filter(({ content }) => content.target.id === batchId);
    const states = about
      .flatMap(({ content }) => content.fields ?? [])
      .filter(({ name }) => name === 'state');
    expect(states.map(({ after }) => after)).toEqual(
      expect.arrayContaining(['awaiting-upload', 'reading', 'checked', 'running', 'finished']),
    );
    const rows = (await trailOf(accountId)).filter(({ content }) => content.target.id === linked);
    expect(rows).toEqual([]);
  });

  test('whose documents a colleague fetches as one file is noted with it, and not when its maker does', async () => {
    const params = { batchId, kind: 'csv' as const };
    const entries = await notedBy(async () => {
      await owner.api.in(accountId).call(getBatchResult, { params });
      await colleague.api.in(accountId).call(getBatchResult, { params });
    });
    expect(entries.map(({ content: { action, target } }) => [action, target])).toEqual([
      ['getBatchResult', { kind: 'batch', id: batchId, part: 'csv' }],
    ]);
  });

  test('whose document a guest opens by its link is noted, without a name and with the address', async () => {
    const entries = await notedBy(async () => {
      const answer = await send(openDocument, {
        params: { token },
        headers: { 'user-agent': 'Curious/1.0', 'x-forwarded-for': '198.51.100.9' },
        redirect: 'manual',
      });
      expect(answer.status).toBe(303);
    });
    expect(entries).toMatchObject([
      {
        content: {
          actor: { kind: 'guest' },
          action: 'openDocument',
          target: { kind: 'document', id: linked },
        },
        origin: { ip: '127.0.0.1', userAgent: 'Curious/1.0' },
      },
    ]);
  });

  test('whose link is wrong is not noted: it belongs to nobody', async () => {
    const entries = await notedBy(() => send(openDocument, { params: { token: `${token}x` } }));
    expect(entries).toEqual([]);
  });
});

describe('a refusal', () => {
  test('for want of a role is noted with what was asked for', async () => {
    const entries = await notedBy(async () => {
      const asked = { token: viewer.accessToken, params: { documentId }, headers: inAccount() };
      expectRefusal(await send(deleteDocument, asked), 'forbidden');
    });
    expect(entries).toMatchObject([
      {
        content: {
          actor: { kind: 'user', userId: await userIdOf(viewer) },
          action: 'deleteDocument',
          target: { kind: 'document', id: documentId },
          result: 'refused',
        },
      },
    ]);
  });

  test('for want of a scope is noted with the key', async () => {
    const { token, keyId } = await newKey(owner, ['templates:read'], accountId);
    const entries = await notedBy(async () => {
      expectRefusal(await send(downloadDocument, { token, params: { documentId } }), 'forbidden');
    });
    expect(entries).toMatchObject([
      { content: { actor: { kind: 'user', keyId }, action: 'downloadDocument', result: 'refused' } },
    ]);
  });

  test('of what only an administrator may do is noted in the personal account', async () => {
    const [userId, { body }] = [await userIdOf(viewer), { body: { role: 'admin' } }];
    const { accountId: personal } = (await viewer.api.call(getMe, {})).body;
    expectRefusal(
      await send(updateUser, { token: viewer.accessToken, params: { userId }, body }),
      'forbidden',
    );
    const [last] = (await trailOf(personal)).slice(-1);
    expect(last?.content).toMatchObject({
      action: 'updateUser',
      target: { kind: 'user', id: userId },
      result: 'refused',
    });
  });

  test('to a stranger is noted nowhere: the account answers as one that does not exist', async () => {
    const stranger = await newPerson();
    const entries = await notedBy(async () => {
      const asked = { token: stranger.accessToken, params: { documentId }, headers: inAccount() };
      expectRefusal(await send(getDocument, asked), 'not-found');
    });
    expect(entries).toEqual([]);
  });

  test('to nobody in particular is noted nowhere', async () => {
    const entries = await notedBy(async () => {
      expectRefusal(
        await send(getDocument, { params: { documentId }, headers: inAccount() }),
        'unauthenticated',
      );
    });
    expect(entries).toEqual([]);
  });
});
