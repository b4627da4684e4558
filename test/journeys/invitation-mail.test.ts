import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../../shared/contract/accounts.ts';
import { acceptInvitation, createInvitation } from '../../shared/contract/invitations.ts';
import { mailsOfKind } from '../functions/inbox.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson, type Person } from '../support/people.ts';
import { refusalOf } from '../support/refusal.ts';

let own: OwnCloud;
let owner: Person;
let guest: Person;
let headers: Record<string, string>;

beforeAll(async () => {
  own = await ownCloud();
  [owner, guest] = [await newPerson(own.cloud.url), await newPerson(own.cloud.url)];
  const { body } = await owner.api.call(createAccount, { body: { name: 'Obi & Sons' } });
  headers = { 'x-account-id': body.accountId };
});

afterAll(() => own?.stop());

afterEach(() => own.cloud.frontDoor.guards.clear());

test('an invitation that cannot be mailed says so, and sent again it is', async () => {
  own.cloud.frontDoor.guards.add(({ service, caller }) =>
    service === 'sqs' && caller?.includes('CreateInvitation')
      ? {
          status: 400,
          headers: { 'content-type': 'application/x-amz-json-1.0' },
          body: '{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"planted"}',
        }
      : undefined,
  );
  const body = { email: guest.email, role: 'member' as const };
  const keyed = { ...headers, 'idempotency-key': 'invite-guest' };
  const refusal = await refusalOf(owner.api.call(createInvitation, { body, headers: keyed }));
  expect(refusal).toMatchObject({ status: 503, code: 'unavailable' });
  own.cloud.frontDoor.guards.clear();
  const { status, body: invitation } = await owner.api.call(createInvitation, { body, headers: keyed });
  expect(status).toBe(201);
  const [mail] = await mailsOfKind(guest.email, 'invitation', 1, own.cloud.url);
  const token = /^ {4}(mti_[\w-]+)$/m.exec(mail?.text ?? '')?.[1] ?? '';
  const accepted = await guest.api.call(acceptInvitation, { body: { token } });
  expect(accepted.body).toMatchObject({ role: 'member', name: 'Obi & Sons' });
  expect(invitation.email).toBe(guest.email);
});

test('an invitation whose mail comes after a newer one was sent is worth nothing', async () => {
  const late = await newPerson(own.cloud.url);
  const body = { email: late.email, role: 'viewer' as const };
  await owner.api.call(createInvitation, { body, headers });
  const [mail] = await mailsOfKind(late.email, 'invitation', 1, own.cloud.url);
  await owner.api.call(createInvitation, { body, headers });
  const token = /^ {4}(mti_[\w-]+)$/m.exec(mail?.text ?? '')?.[1] ?? '';
  const refusal = await refusalOf(late.api.call(acceptInvitation, { body: { token } }));
  expect(refusal).toMatchObject({ status: 422, code: 'wrong-code' });
});
