import { expect, test } from 'vitest';
import { aloneKobo, decideAdjustment, movedAlone, newAdjustment } from '../../shared/domain/adjustment.ts';

const at = new Date('2026-11-20T10:00:00.000Z');
const today = { accountId: 'acc_1', userId: 'usr_1', day: '2026-11-20', kobo: 0, revision: 0 };
const asked = { adjustmentId: 'adj_1', accountId: 'acc_1', kobo: 9, reason: 'A test', byUserId: 'usr_1' };

test('one person may move so much alone on a day, either way and however it is split', () => {
  expect(movedAlone(today, aloneKobo)).toMatchObject({ kobo: aloneKobo, revision: 1 });
  expect(movedAlone(today, -aloneKobo)).toMatchObject({ kobo: aloneKobo });
  expect(movedAlone(today, aloneKobo + 1)).toBeUndefined();
  expect(movedAlone({ ...today, kobo: aloneKobo }, -1)).toBeUndefined();
  expect(movedAlone({ ...today, kobo: aloneKobo - 1 }, 1)).toMatchObject({ kobo: aloneKobo });
});

test('another decides, once; whoever asked may only drop it', () => {
  const waiting = newAdjustment(asked, 'awaiting', at);
  const decide = (userId: string, agrees: boolean, what = waiting) =>
    decideAdjustment(what, { userId, agrees }, at);
  expect(decide('usr_2', true)).toMatchObject({ state: 'done', decidedBy: 'usr_2', revision: 2 });
  expect(() => decide('usr_1', true)).toThrow('another administrator');
  expect(decide('usr_1', false)).toMatchObject({ state: 'rejected', decidedBy: 'usr_1' });
  for (const state of ['done', 'rejected'] as const)
    expect(() => decide('usr_2', true, { ...waiting, state })).toThrow('does not wait');
});
