import { randomBytes } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { dynamo, tableName } from '../../shared/data/client.ts';
import * as signIns from '../../shared/data/social-sign-ins.ts';
import { beginSocialSignIn, type SocialSignIn } from '../../shared/domain/social-sign-in.ts';
import { useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');

const newSignIn = (): SocialSignIn =>
  beginSocialSignIn(
    {
      stateHash: randomBytes(32).toString('base64url'),
      provider: 'google',
      origin: 'https://app.example',
      challenge: 'A'.repeat(43),
    },
    at,
  );

describe('a sign-in', () => {
  test('is found by the hash of its state, until it is used up', async () => {
    const signIn = newSignIn();
    expect(await signIns.insert(signIn)).toBe(true);
    expect(await signIns.find(signIn.stateHash)).toEqual(signIn);
    expect(await signIns.take(signIn)).toBe(true);
    expect(await signIns.find(signIn.stateHash)).toBeUndefined();
  });

  test('is forgotten by the table itself when it is over', async () => {
    const signIn = newSignIn();
    await signIns.insert(signIn);
    const Key = { pk: `sign-in#${signIn.stateHash}`, sk: 'social' };
    const { Item } = await dynamo.send(new GetCommand({ TableName: tableName(), Key }));
    expect(Item?.expiresAt).toBe(at.getTime() / 1000 + 600);
  });

  test('never takes the place of another one', async () => {
    const signIn = newSignIn();
    await signIns.insert(signIn);
    expect(await signIns.insert({ ...signIn, origin: 'https://evil.example' })).toBe(false);
    expect(await signIns.find(signIn.stateHash)).toEqual(signIn);
  });

  test('is used up by one of twenty at once, and by nobody afterwards', async () => {
    const signIn = newSignIn();
    await signIns.insert(signIn);
    const won = await Promise.all(Array.from({ length: 20 }, () => signIns.take(signIn)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await signIns.take(signIn)).toBe(false);
  });
});
