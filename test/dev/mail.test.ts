import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetAccountCommand,
  SESv2Client,
  SendEmailCommand,
  type SendEmailCommandInput,
} from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Mailbox, mailbox } from '../../dev/emulators/mail.ts';
import { type EmulatorServer, serveEmulator } from './emulator-server.ts';

let folder: string;
let mail: Mailbox;
let server: EmulatorServer;
let ses: SESv2Client;

const open = () =>
  mailbox({ folder, verifiedIdentities: ['mytypist.test', 'Owner@elsewhere.test'], now: () => new Date() });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mytypist-mail-'));
  mail = open();
  server = await serveEmulator((request) =>
    request.target.startsWith('/dev/') ? mail.pages(request) : mail.emulate(request),
  );
  ses = new SESv2Client({ maxAttempts: 1 });
});

afterAll(async () => {
  await server.close();
  mail.close();
  await rm(folder, { recursive: true });
});

beforeEach(() => mail.clear());

const simple = (text = 'Hello', subject = 'Subject') => ({
  Simple: { Subject: { Data: subject }, Body: { Text: { Data: text } } },
});
const send = (change: Partial<SendEmailCommandInput> = {}) =>
  ses.send(
    new SendEmailCommand({
      FromEmailAddress: 'MyTypist <no-reply@mytypist.test>',
      Destination: { ToAddresses: ['ann@x.test'] },
      Content: simple(),
      ...change,
    }),
  );
const page = async (path: string) => {
  const response = await fetch(server.url + path);
  return { status: response.status, headers: response.headers, text: await response.text() };
};

describe('a mail sent through SES', () => {
  it('is kept whole and found by any of its recipients, whatever the case', async () => {
    const { MessageId } = await send({
      Destination: {
        ToAddresses: ['Ann <ann@x.test>'],
        CcAddresses: ['c@x.test'],
        BccAddresses: ['b@x.test'],
      },
      ReplyToAddresses: ['help@x.test'],
      EmailTags: [{ Name: 'kind', Value: 'invite' }],
      Content: {
        Simple: {
          Subject: { Data: 'Ọjà' },
          Body: { Text: { Data: 'text' }, Html: { Data: '<b>html</b>' } },
          Attachments: [
            { FileName: 'a.pdf', ContentType: 'application/pdf', RawContent: Buffer.from('PDF') },
          ],
        },
      },
    });
    expect(mail.get(MessageId ?? '')).toMatchObject({
      from: 'MyTypist <no-reply@mytypist.test>',
      to: ['Ann <ann@x.test>'],
      subject: 'Ọjà',
      text: 'text',
      html: '<b>html</b>',
      replyTo: ['help@x.test'],
      tags: { kind: 'invite' },
      attachments: [{ fileName: 'a.pdf', contentType: 'application/pdf', content: 'UERG' }],
    });
    for (const to of ['ANN@x.test', 'c@x.test', 'b@x.test']) expect(mail.list({ to })).toHaveLength(1);
    expect(mail.list({ to: 'other@x.test' })).toEqual([]);
  });

  it('may be a raw message, whose headers name what the request does not', async () => {
    const message = [
      'From: Owner <owner@elsewhere.test>',
      'To: "Last, First" <l@x.test>,',
      ' m@x.test',
      `Subject: =?UTF-8?B?${Buffer.from('Ẹ kú').toString('base64')}?= =?utf-8?Q?_=C3=A0b=E1=BB=8D?=`,
      '',
      'Body',
    ].join('\r\n');
    const Content = { Raw: { Data: Buffer.from(message) } };
    await send({ FromEmailAddress: undefined, Destination: undefined, Content });
    expect(mail.list()[0]).toMatchObject({
      to: ['"Last, First" <l@x.test>', 'm@x.test'],
      subject: 'Ẹ kú àbọ',
      raw: message,
    });
  });

  it.each<[string, Partial<SendEmailCommandInput>, string]>([
    ['has no recipient', { Destination: {} }, 'BadRequestException'],
    [
      'has 51 recipients',
      { Destination: { ToAddresses: Array.from({ length: 51 }, (_, i) => `a${i}@x.test`) } },
      'BadRequestException',
    ],
    ['answers to no address', { ReplyToAddresses: ['nobody'] }, 'BadRequestException'],
    ['has no body', { Content: { Simple: { Subject: { Data: 's' }, Body: {} } } }, 'BadRequestException'],
    ['breaks its subject', { Content: simple('t', 'a\r\nBcc: x@x.test') }, 'BadRequestException'],
    ['has no content', { Content: {} }, 'BadRequestException'],
    ['has a strange tag', { EmailTags: [{ Name: 'a b', Value: 'c' }] }, 'BadRequestException'],
    ['is from nobody', { FromEmailAddress: undefined }, 'BadRequestException'],
    ['is from an unverified address', { FromEmailAddress: 'other@elsewhere.test' }, 'MessageRejected'],
    ['is from a look-alike domain', { FromEmailAddress: 'a@evilmytypist.test' }, 'MessageRejected'],
    [
      'uses a template',
      { Content: { Template: { TemplateName: 't', TemplateData: '{}' } } },
      'NotFoundException',
    ],
  ])('that %s is refused', async (_, change, name) => {
    await expect(send(change)).rejects.toMatchObject({ name });
    expect(mail.list()).toEqual([]);
  });

  it.each([
    'ann',
    '@x.test',
    'ann@',
    'ann@x',
    'ann@.x.test',
    'ann@x..test',
    'ann@-x.test',
    'a nn@x.test',
    '.ann@x.test',
    'an..n@x.test',
    'änn@x.test',
    'ann@x.test, b@x.test',
    'Ann <ann@x.test',
    `${'a'.repeat(65)}@x.test`,
  ])('to %j is refused', async (address) => {
    await expect(send({ Destination: { ToAddresses: [address] } })).rejects.toMatchObject({
      name: 'BadRequestException',
    });
  });

  it.each(["o'n+e@x.test", 'Ọlá Adé <ola@mail.x.test>', '"a b"@x.test', 'a@xn--bcher-kva.test'])(
    'to %j is taken',
    async (address) => {
      await send({ Destination: { ToAddresses: [address] } });
      expect(mail.list({ to: address })).toHaveLength(1);
    },
  );

  it('comes from a subdomain of a verified domain, or a verified address in any case', async () => {
    await send({ FromEmailAddress: 'a@mail.mytypist.test' });
    await send({ FromEmailAddress: 'OWNER@elsewhere.test' });
    expect(mail.list()).toHaveLength(2);
  });

  it('is all SES does here: the rest answers with a typed error', async () => {
    await expect(ses.send(new GetAccountCommand({}))).rejects.toMatchObject({ name: 'NotFoundException' });
  });
});

describe('the inbox', () => {
  it('lists the newest first, as JSON too, by recipient and number', async () => {
    for (const n of [1, 2, 3])
      mail.deliver({ from: 'a@x.test', to: [`u${n % 2}@x.test`], subject: `mail ${n}` });
    expect(mail.list({ limit: 2 }).map(({ subject }) => subject)).toEqual(['mail 3', 'mail 2']);
    const { text, headers } = await page('/dev/inbox.json?to=u1%40x.test&limit=1');
    expect(JSON.parse(text)).toMatchObject({ mails: [{ subject: 'mail 3', to: ['u1@x.test'] }] });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    const html = (await page('/dev/inbox')).text;
    expect(html.indexOf('mail 3')).toBeLessThan(html.indexOf('mail 1'));
    expect((await page('/dev/inbox?to=u1%40x.test')).text).not.toContain('mail 2');
  });

  it.each([
    [{ text: 'Your code is 048213.' }, '048213'],
    [{ html: '<p style="color:#123456">Code: <b>777001</b></p>' }, '777001'],
  ])('shows the code of %j', async (content, code) => {
    const { id } = mail.deliver({ from: 'a@x.test', to: ['b@x.test'], subject: 's', ...content });
    expect((await page('/dev/inbox')).text).toContain(`<span class="code">${code}</span>`);
    expect((await page(`/dev/inbox/${id}`)).text).toContain(`<span class="code large">${code}</span>`);
  });

  it('makes links of web addresses, and takes no other number for a code', async () => {
    const text = 'Go to https://x.test/verify?token=123456&a="1" now.';
    const { id } = mail.deliver({ from: 'a@x.test', to: ['b@x.test'], subject: 's', text });
    const html = (await page(`/dev/inbox/${id}`)).text;
    expect(html).toContain('<a href="https://x.test/verify?token=123456&amp;a=" target="_blank"');
    expect(html).not.toContain('class="code');
  });

  it('runs nothing a mail brings along', async () => {
    const attack = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
    const { id } = mail.deliver({
      from: attack,
      to: [attack],
      subject: attack,
      text: attack,
      html: `${attack}<iframe srcdoc="x">`,
      raw: attack,
      attachments: [{ fileName: attack, contentType: attack, content: '' }],
    });
    for (const path of ['/dev/inbox', `/dev/inbox/${id}`, `/dev/inbox?to=${encodeURIComponent(attack)}`]) {
      const { text, headers } = await page(path);
      expect(text).not.toContain('<script>alert');
      expect(text).not.toContain('<img');
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*script-src 'sha256-/);
    }
    const html = (await page(`/dev/inbox/${id}`)).text;
    expect(html.match(/<iframe [^>]*>/g)).toEqual([
      expect.stringMatching(/^<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" [^<>]*>$/),
    ]);
  });

  it('answers 404 to an unknown mail and 405 to anything but GET', async () => {
    expect((await page('/dev/inbox/nope')).status).toBe(404);
    expect((await fetch(`${server.url}/dev/inbox`, { method: 'POST' })).status).toBe(405);
  });

  it('outlives a restart', () => {
    const { id } = mail.deliver({ from: 'a@x.test', to: ['b@x.test'], subject: 'kept' });
    mail.close();
    mail = open();
    expect(mail.get(id)?.subject).toBe('kept');
    expect(mail.list({ to: 'b@x.test' })).toHaveLength(1);
  });
});
