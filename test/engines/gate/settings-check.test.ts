import { describe, expect, it, test } from 'vitest';
import { isSettings, MAIL_MERGE, settingsFaults } from '../../../shared/engines/docx/settings-check.ts';
import { XmlDamage } from '../../../shared/engines/docx/xml-scan.ts';

const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

test.each([
  ['word/settings.xml', ''],
  ['settings.xml', ''],
  ['word/Settings2.xml', ''],
  ['word/webSettings.xml', ''],
  ['word/other.xml', `${TYPE}.settings+xml`],
  ['word/other.xml', `${TYPE}.webSettings+xml`],
])('%s of the type “%s” holds settings', (name, type) => {
  expect(isSettings(name, type)).toBe(true);
});

test.each([
  ['word/document.xml', `${TYPE}.document.main+xml`],
  ['word/settings/a.xml', ''],
  ['word/settings.xml.rels', ''],
  ['word/mysettings.xml', ''],
  ['word/a.xml', `${TYPE}.settings+xml2`],
])('%s of the type “%s” holds none', (name, type) => {
  expect(isSettings(name, type)).toBe(false);
});

describe('the settings', () => {
  it('may not connect to a list', () => {
    const xml =
      '<w:settings><w:mailMerge><w:connectString w:val=" Data  Source=x "/></w:mailMerge></w:settings>';
    expect(settingsFaults(xml)).toEqual([
      { code: 'external-link', message: MAIL_MERGE, where: { around: 'Data Source=x' } },
    ]);
    expect(MAIL_MERGE).toBe(
      'The document is connected to a list for mail merge. In Word choose Mailings, Start Mail Merge, Normal Word Document, and save it.',
    );
  });

  test.each(['<s><w:udl w:val="x"/></s>', '<s><udl val="x"/></s>', '<s><w:udl a="" w:val="x"></w:udl>t</s>'])(
    'may not name a source as %s',
    (xml) => {
      expect(settingsFaults(xml).map(({ where }) => where)).toEqual([{ around: 'x' }]);
    },
  );

  it('may not make a page of frames', () => {
    expect(settingsFaults('<s><w:frameset><w:frame/></w:frameset></s>')).toEqual([
      {
        code: 'imported-content',
        message: 'The document is a page of frames that show other files. Save their text as one document.',
        where: { around: 'w:frameset' },
      },
    ]);
  });

  it('are refused for the first fault only', () => {
    const xml = '<s><w:udl w:val="x"/><w:frameset/><w:connectString w:val="y"/></s>';
    expect(settingsFaults(xml).map(({ code }) => code)).toEqual(['external-link']);
  });

  test.each([
    '<s><w:udl w:val=""/><w:connectString w:val=" "/></s>',
    '<s><w:udl w:val=""/><w:zoom w:val="x"/></s>',
    '<s><w:udl w:interval="x" w:value="y"/></s>',
    '<s><w:xudl w:val="x"/><w:udlx w:val="x"/></s>',
    '<s><w:noframeset/><w:framesets/></s>',
    '<s a="udl"><w:zoom w:val="x"/></s>',
  ])('may say %s', (xml) => {
    expect(settingsFaults(xml)).toEqual([]);
  });

  it('are not read through when they hold nothing of the kind', () => {
    expect(settingsFaults('<s>')).toEqual([]);
    expect(() => settingsFaults('<udl>')).toThrow(XmlDamage);
    expect(() => settingsFaults('<connectString>')).toThrow(XmlDamage);
    expect(() => settingsFaults('<frameset>')).toThrow(XmlDamage);
  });
});
