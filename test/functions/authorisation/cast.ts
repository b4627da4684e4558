import { inject } from 'vitest';
import { logIn } from '../../../dev/journey.ts';
import { uploadAsset } from '../../../shared/contract/assets.ts';
import { createBatch } from '../../../shared/contract/batches.ts';
import { generateDocuments } from '../../../shared/contract/documents.ts';
import { createInvitation } from '../../../shared/contract/invitations.ts';
import { initiatePayment } from '../../../shared/contract/payments.ts';
import { closeMe } from '../../../shared/contract/users.ts';
import {
  type AccountRole,
  accountRoles,
  keyScopes,
  type Permission,
} from '../../../shared/domain/permission.ts';
import { toLinkToken } from '../../../shared/files/link-token.ts';
import { newAdmin } from '../../support/admins.ts';
import { give, organisationOf, setState, userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { letterValues, readyTemplate } from '../fixtures.ts';
import { newKey } from '../keys/key-fixtures.ts';
import { unknownParams } from '../unknown-params.ts';

/** Everybody who may knock at a route, and the account with its things that they want. */
export interface Cast {
  accountId: string;
  members: Record<AccountRole, Person>;
  /** Somebody with nothing but an account of their own. */
  stranger: Person;
  administrator: Person;
  disabled: Person;
  closing: { accessToken: string };
  /** With every scope there is. */
  key: string;
  /** With every scope but one, by that one. */
  keysWithout: Map<Permission, string>;
  /** What stands behind a link that was given to a guest. */
  guestToken: string;
  /** Ids of the account's own things. */
  params: Record<string, string>;
}

export async function newCast(): Promise<Cast> {
  const owner = await newPerson();
  const accountId = await organisationOf(owner);
  const members = { owner, manager: owner, member: owner, viewer: owner };
  for (const role of accountRoles.filter((each) => each !== 'owner')) {
    members[role] = await newPerson();
    await give(accountId, members[role], role);
  }
  const [disabled, closing] = [await newPerson(), await newClosing(accountId)];
  await give(accountId, disabled, 'manager');
  await setState(await userIdOf(disabled), 'disabled');
  const { key, keysWithout } = await keysOf(owner, accountId);
  const { params, guestToken } = await thingsOf(owner, accountId);
  return {
    accountId,
    members,
    stranger: await newPerson(),
    administrator: await newAdmin(),
    disabled,
    closing,
    key,
    keysWithout,
    guestToken,
    params,
  };
}

/** Somebody who has asked to be deleted, is a manager somewhere, and has logged in again. */
export async function newClosing(accountId: string): Promise<{ accessToken: string }> {
  const person = await newPerson();
  await give(accountId, person, 'manager');
  await person.api.call(closeMe, {});
  return logIn(inject('baseUrl'), person);
}

async function keysOf(owner: Person, accountId: string): Promise<Pick<Cast, 'key' | 'keysWithout'>> {
  const { token: key, keyId } = await newKey(owner, keyScopes, accountId);
  if (!keyId) throw new Error('a key without an id');
  const keysWithout = new Map<Permission, string>();
  for (const scope of keyScopes) {
    const others = keyScopes.filter((each) => each !== scope);
    keysWithout.set(scope, (await newKey(owner, others, accountId)).token);
  }
  return { key, keysWithout };
}

async function thingsOf(owner: Person, accountId: string): Promise<Pick<Cast, 'params' | 'guestToken'>> {
  const api = owner.api.in(accountId);
  const templateId = await readyTemplate(api);
  const { body: generated } = await api.call(generateDocuments, {
    body: { templateId, values: letterValues() },
    headers: { prefer: 'wait=20' },
  });
  const { body: batch } = await api.call(createBatch, { body: { templateId } });
  const { body: asset } = await api.call(uploadAsset, { body: { name: 'Logo' } });
  const topUp = { purpose: 'top-up' as const, amountKobo: 10_000 };
  const { body: payment } = await api.call(initiatePayment, { body: topUp });
  const { keyId } = await newKey(owner, keyScopes, accountId);
  const invitation = { email: 'guest-of-the-matrix@mytypist.local', role: 'viewer' as const };
  const { invitationId } = (await api.call(createInvitation, { body: invitation })).body;
  const [document] = generated.items;
  if (document?.state !== 'ready') throw new Error('the document was not made');
  return {
    params: {
      ...unknownParams,
      templateId,
      documentId: document.documentId,
      batchId: batch.batch.batchId,
      assetId: asset.asset.assetId,
      paymentId: payment.paymentId,
      keyId,
      invitationId,
      userId: await userIdOf(owner),
    },
    guestToken: toLinkToken(
      { accountId, documentId: document.documentId, format: 'docx' },
      new Date(Date.now() + 60_000),
    ),
  };
}
