import { describe, expect, test } from 'vitest';
import { listenersOf, type Notifications } from '../../dev/cloud/provision.ts';
import { eventBuilder } from '../../dev/emulators/s3/events.ts';

const notifications: Notifications = new Map([
  [
    'uploads',
    [
      { queue: 'templates', suffix: '.docx' },
      { queue: 'pictures', suffix: '.picture' },
      { queue: 'odd', suffix: 'ẹ b+c' },
    ],
  ],
  ['artefacts', [{ queue: 'everything', suffix: '' }]],
]);

const build = eventBuilder('eu-west-1', () => new Date(0));
const listeners = (bucket: string, key: string): string[] =>
  listenersOf(notifications, bucket, build({ eventName: 'ObjectCreated:Post', bucket, key }));

describe('an object that has arrived', () => {
  test.each([
    ['uploads', 'accounts/a/1.docx', ['templates']],
    ['uploads', 'accounts/a/1.picture', ['pictures']],
    ['uploads', 'accounts/a/1.docx.picture', ['pictures']],
    ['uploads', 'accounts/a/1.DOCX', []],
    ['uploads', 'accounts/a/picture', []],
    ['uploads', 'a/ẹ b+c', ['odd']],
    ['artefacts', 'anything', ['everything']],
    ['unknown', 'accounts/a/1.docx', []],
  ])('in %s as %s is announced to %j', (bucket, key, expected) => {
    expect(listeners(bucket, key)).toEqual(expected);
  });
});
