import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  acceptInvitation,
  createInvitation,
  deleteInvitation,
  listInvitations,
} from '../../../shared/contract/invitations.ts';
import {
  type AccountRole,
  accountRoles,
  type GivenRole,
  givenRoles,
} from '../../../shared/domain/permission.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { invited } from './invitation-fixtures.ts';

useTable();

let owner: Person;
let accountId: string;
beforeAll(async () => {
  owner = await newPerson();
  accountId = await organisationOf(owner);
});

const headers = () => ({ 'x-account-id': accountId });

async function sent(role: GivenRole = 'viewer'): Promise<string> {
  const body = { email: `guest-${randomUUID()}@mytypist.local`, role };
  return (await owner.api.call(createInvitation, { body, headers: headers() })).body.invitationId;
}

const remove = (who: Person, invitationId: string) =>
  send(deleteInvitation, { token: who.accessToken, params: { invitationId }, headers: headers() });

const isOpen = async (invitationId: string): Promise<boolean> => {
  const { items } = (await owner.api.call(listInvitations, { query: { limit: 100 }, headers: headers() }))
    .body;
  return items.some((each) => each.invitationId === invitationId);
};

describe('taking back', () => {
  test('makes the code worthless at once', async () => {
    const guest = await newPerson();
    const { invitationId, token } = await invited(owner, accountId, guest.email);
    expect(await remove(owner, invitationId)).toMatchObject({ status: 204, text: '' });
    const answer = await send(acceptInvitation, { token: guest.accessToken, body: { token } });
    expectRefusal(answer, 'wrong-code');
    expect(await isOpen(invitationId)).toBe(false);
    expectRefusal(await remove(owner, invitationId), 'not-found');
  });

  test('and accepting at the same moment have one winner', async () => {
    for (let round = 0; round < 3; round++) {
      const guest = await newPerson();
      const { invitationId, token } = await invited(owner, accountId, guest.email);
      const [taken, accepted] = await Promise.all([
        remove(owner, invitationId),
        send(acceptInvitation, { token: guest.accessToken, body: { token } }),
      ]);
      expect([taken.status, accepted.status].filter((status) => status < 300)).toHaveLength(1);
      if (accepted.status !== 200) expectRefusal(accepted, 'wrong-code');
      if (taken.status !== 204) expectRefusal(taken, taken.status === 409 ? 'conflict' : 'not-found');
    }
  });
});

const may: Record<AccountRole, AccountRole[]> = {
  owner: ['manager', 'member', 'viewer'],
  manager: ['member', 'viewer'],
  member: [],
  viewer: [],
};

describe.each(accountRoles)('a %s', (own) => {
  let who: Person;
  beforeAll(async () => {
    who = own === 'owner' ? owner : await newPerson();
    if (own !== 'owner') await give(accountId, who, own);
  });

  test.each(givenRoles)('takes one for a %s back, or not', async (role) => {
    const invitationId = await sent(role);
    const answer = await remove(who, invitationId);
    if (may[own].includes(role)) expect(answer.status).toBe(204);
    else expectRefusal(answer, 'forbidden');
    expect(await isOpen(invitationId)).toBe(!may[own].includes(role));
  });
});

describe('its request', () => {
  let stranger: Person;
  let invitationId: string;
  beforeAll(async () => {
    stranger = await newPerson();
    invitationId = await sent();
  });
  const request = () => ({ token: owner.accessToken, params: { invitationId }, headers: headers() });
  testsOfTheToken(deleteInvitation, request);
  testsOfTheId(
    deleteInvitation,
    { name: 'invitationId', prefix: 'inv' },
    request,
    () => stranger.accessToken,
  );
});
