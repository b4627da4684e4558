import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Guard } from '../../dev/cloud/front-door.ts';
import { changePassword } from '../../shared/contract/auth.ts';
import { mailsOfKind, mailsTo } from '../functions/inbox.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { goodPassword, newPerson, type Person } from '../support/people.ts';

let own: OwnCloud;
let person: Person;
let password = goodPassword;

beforeAll(async () => {
  own = await ownCloud();
  person = await newPerson(own.cloud.url);
});

afterAll(() => own?.stop());

afterEach(() => own.cloud.frontDoor.guards.clear());

/** A change that a notice tells of. Each change is to another password. */
async function change(): Promise<number> {
  const newPassword = `${password}x`;
  const { status } = await person.api.call(changePassword, {
    body: { currentPassword: password, newPassword },
  });
  password = newPassword;
  return status;
}

const notices = async () => {
  const mails = await mailsTo(person.email, own.cloud.url);
  return mails.filter(({ tags }) => tags?.kind === 'password-changed');
};

const failing = (service: string, operation: string): Guard => {
  return (call) =>
    call.service === service && call.operation === operation
      ? {
          status: 400,
          headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': 'MessageRejected' },
          body: '{"__type":"MessageRejected","message":"planted"}',
        }
      : undefined;
};

const logged = () => readFile(own.cloud.logFile, 'utf8');

/** Makes messages in flight come back, as if time flew. */
const hurry = () => setInterval(() => own.cloud.emulators.fauxqs.releaseInvisible(own.queue('Mail')), 100);

describe('a mail', () => {
  test('tells of a changed password, from the address of the stage', async () => {
    expect(await change()).toBe(204);
    const [mail] = await mailsOfKind(person.email, 'password-changed', 1, own.cloud.url);
    expect(mail).toMatchObject({
      from: 'MyTypist <no-reply@mytypist.local>',
      to: [person.email],
      subject: 'Your MyTypist password was changed',
      text: expect.stringContaining('Hello Test Person,'),
      html: expect.stringContaining('<p>Hello Test Person,</p>'),
    });
  });

  test('that SES refuses is sent when it no longer does', async () => {
    const before = (await notices()).length;
    let refused = 0;
    const refuse = failing('ses', 'SendEmail');
    own.cloud.frontDoor.guards.add((call) => {
      if (call.service === 'ses') refused += 1;
      return refused <= 2 ? refuse(call) : undefined;
    });
    expect(await change()).toBe(204);
    const clock = hurry();
    await expect.poll(async () => (await notices()).length, { timeout: 20_000 }).toBe(before + 1);
    clearInterval(clock);
    expect(refused).toBe(3);
  });

  test('that SES never takes is given up with a line for the operator, which names nobody', async () => {
    const before = (await notices()).length;
    own.cloud.frontDoor.guards.add(failing('ses', 'SendEmail'));
    expect(await change()).toBe(204);
    const clock = hurry();
    await expect
      .poll(logged, { timeout: 20_000 })
      .toMatch(/"message":"mail\.given-up".*"kind":"password-changed"/);
    clearInterval(clock);
    expect(await notices()).toHaveLength(before);
    expect(await logged()).not.toContain(person.email);
  });

  test('that cannot be queued takes nothing from the change it tells of', async () => {
    own.cloud.frontDoor.guards.add(failing('sqs', 'SendMessageBatch'));
    expect(await change()).toBe(204);
    expect(await logged()).toMatch(/"message":"notice\.lost".*"kind":"password-changed"/);
  });
});

test('a message of mails that nobody can read is not logged, for it may hold an invitation', async () => {
  await own.enqueue(own.queue('Mail'), '{"kind":"invitation","token":"a-secret-of-somebody"}');
  const clock = hurry();
  await expect
    .poll(logged, { timeout: 20_000 })
    .toMatch(
      /"message":"message\.unreadable".*"trigger":"mail-dead"|"trigger":"mail-dead".*message\.unreadable/,
    );
  clearInterval(clock);
  expect(await logged()).not.toContain('a-secret-of-somebody');
});
